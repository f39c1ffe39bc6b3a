package exchange

import (
	"lindung/internal/sheet"
)

// Mapping x
type Mapping struct{}

func (m *Mapping) likely(sheet.Row) bool { return false }

func (t table) mapped(c columns) (columns, []Line) { return c, nil }

const reasonColumn = "lindung_refused"
