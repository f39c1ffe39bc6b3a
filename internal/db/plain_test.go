package db_test

import (
	"testing"

	"lindung/internal/db"
)

func TestSpeaksPlain(t *testing.T) {
	for address, want := range map[string]bool{
		"a.db":                                                      false,
		"postgres:///x?host=/run/postgres":                          false,
		"postgres://u@localhost/x":                                  false,
		"postgres://u@127.0.0.1:5433/x":                             false,
		"postgres://u@[::1]/x":                                      false,
		"postgres://u@db.example/x":                                 true, // prefers TLS, and does without
		"postgres://u@192.0.2.7/x?sslmode=disable":                  true,
		"postgres://u@db.example/x?sslmode=require":                 true, // whoever answers
		"postgres://u@db.example/x?sslmode=verify-full":             false,
		"postgres://u@localhost,db.example/x?sslmode=disable":       true,
		"postgres://u@db.example,db2.example/x?sslmode=verify-full": false,
	} {
		if got := db.SpeaksPlain(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
