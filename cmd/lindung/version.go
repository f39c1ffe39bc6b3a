package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
)

var versionCommand = command{
	name: "version", brief: "print the version of the program",
	run: version,
}

// version prints what the Go tool wrote into the program when it was built.
func version(_ context.Context, c *call) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("the program was built without version information")
	}
	v := struct {
		Version  string `json:"version"`
		Revision string `json:"revision,omitempty"`
		Time     string `json:"time,omitempty"`
		Modified bool   `json:"modified,omitempty"`
		Go       string `json:"go"`
		Platform string `json:"platform"`
	}{Version: info.Main.Version, Go: info.GoVersion, Platform: runtime.GOOS + "/" + runtime.GOARCH}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.time":
			v.Time = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	text := fmt.Sprintf("lindung %s %s %s\n", v.Version, v.Go, v.Platform)
	if v.Revision != "" {
		text += fmt.Sprintf("revision %s of %s, changed since: %v\n", v.Revision, v.Time, v.Modified)
	}
	return c.print(v, text)
}

// builtVersion is the version as the Go tool wrote it into the program.
func builtVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}
