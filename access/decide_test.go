package access

import "testing"

func TestLoad(t *testing.T) {
	if _, err := NewPolicy(); err != nil {
		t.Fatal(err)
	}
}
