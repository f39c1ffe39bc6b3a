// Report prints how large the packages, files and functions of the module are
// in whose folder it is run.
package main

import (
	"fmt"
	"os"

	"lindung/internal/test/archtest"
)

func main() {
	t, err := archtest.Load(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
	fmt.Print(archtest.Report(t))
}
