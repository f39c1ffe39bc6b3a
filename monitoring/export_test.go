package monitoring

import "testing"

// CivilWrites lets a desk of civil society write a file, for a test.
func CivilWrites(t *testing.T, file, column string) {
	f, _ := FileNamed(file)
	f.By[Civil] = column
	t.Cleanup(func() { delete(f.By, Civil) })
}
