//go:build !linux

package main

// undumpable does nothing where only the limit on core dumps is known.
func undumpable() {}
