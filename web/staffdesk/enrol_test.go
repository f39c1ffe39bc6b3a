package staffdesk

import (
	"fmt"
	"lindung/staff"
	"strings"
	"testing"
)

// TestPicture: the path of a square code has its three corners.
func TestPicture(t *testing.T) {
	link, err := staff.TOTPLink(staff.NewSecret(), "ana.example")
	if err != nil {
		t.Fatal(err)
	}
	img, err := link.Image(pictureSize, pictureSize)
	if err != nil {
		t.Fatal(err)
	}
	p := drawn(img)
	side := p.Size - 8
	if side < 21 || (side-21)%4 != 0 {
		t.Errorf("%d places a side", side)
	}
	for _, corner := range []string{"M4 4h7v1h-7z", fmt.Sprintf("M%d 4h7v1h-7z", side-3), fmt.Sprintf("M4 %dh7v1h-7z", side-3)} {
		if !strings.Contains(p.Path, corner) {
			t.Errorf("no corner %s", corner)
		}
	}
}
