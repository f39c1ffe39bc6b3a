package stats

import (
	"cmp"
	"slices"
)

// Bound is below which count nothing is shown, unless an organisation has set a higher
// one.
const Bound = 5

// Hide returns the table as it may leave an organisation, and as an analyst sees it. A
// count under the bound is hidden, none included, together with as many others as it takes
// so that it cannot be computed: from what is shown, each hidden count of a table of two
// dimensions can be any of at least bound + 1 numbers.
//
//  1. Lines and columns whose sum is under the bound become one, [Others].
//  2. Of the rest, the counts under the bound are hidden.
//  3. For each of them, three more are hidden that stand with it at the corners of a
//     rectangle, so that some of the persons could be at the other corners. Where there are
//     none, all counts are hidden and the sums alone are shown.
//
// Where a person can have several answers, each answer is a table of its own: has it, has
// it not.
//
// Source: ACTIP 14.6
func Hide(t Table, bound int) Table {
	bound = max(bound, Bound)
	t.Hidden = bound
	if t.Total.N < bound {
		t.Total, t.Lines, t.Sums, t.Cols = Count{Hidden: true}, nil, nil, nil
		return t
	}
	t = t.clone()
	switch {
	case len(t.Of) == 1 && t.Of[0].Several:
		for i := range t.Lines {
			t.Lines[i].Total.Hidden = alone(t.Lines[i].Total.N, t.Total.N, bound)
		}
	case len(t.Of) == 1:
		t.foldLines(bound)
	case t.Of[0].Several:
		turned := t.turn()
		hideByAnswer(&turned, bound)
		t = turned.turn()
	case t.Of[1].Several:
		hideByAnswer(&t, bound)
	default:
		t.foldLines(bound)
		t = t.turn()
		t.foldLines(bound)
		t = t.turn()
		hideInner(cellsOf(t), bound)
	}
	t.wipe()
	return t
}

// alone reports whether a count, or how many of all it leaves out, is under the bound and
// not none.
func alone(n, all, bound int) bool {
	rest := all - n
	return n > 0 && n < bound || rest > 0 && rest < bound
}

// foldLines joins the lines whose sum is under the bound, with the smallest of the others
// as long as they are under it together. Lines without anyone are left out if nobody is in
// any of them.
func (t *Table) foldLines(bound int) {
	order := slices.Clone(t.Lines)
	slices.SortStableFunc(order, func(a, b Line) int { return cmp.Compare(a.Total.N, b.Total.N) })
	sum, n := 0, 0
	for n < len(order) && (order[n].Total.N < bound || sum > 0 && sum < bound) {
		sum += order[n].Total.N
		n++
	}
	folded := order[:n]
	others := Line{Code: Others, Cells: make([]Count, len(t.Cols))}
	for _, l := range folded {
		others.Total.N += l.Total.N
		for i, c := range l.Cells {
			others.Cells[i].N += c.N
		}
	}
	t.Lines = slices.DeleteFunc(t.Lines, func(l Line) bool {
		return slices.ContainsFunc(folded, func(f Line) bool { return f.Code == l.Code })
	})
	if sum > 0 {
		t.Lines = append(t.Lines, others)
	}
}

// hideByAnswer hides in a table whose columns are answers of which a person can have
// several: each column is a table of those who have it and those who have not.
func hideByAnswer(t *Table, bound int) {
	t.foldLines(bound)
	for j := range t.Cols {
		if n := t.Sums[j].N; n < bound || t.Total.N-n < bound {
			t.Sums[j].Hidden = true
			for i := range t.Lines {
				t.Lines[i].Cells[j].Hidden = true
			}
			continue
		}
		pair := make([][]*Count, len(t.Lines))
		for i := range t.Lines {
			pair[i] = []*Count{&t.Lines[i].Cells[j], {N: t.Lines[i].Total.N - t.Lines[i].Cells[j].N}}
		}
		hideInner(pair, bound)
		for i := range pair { // who has it not follows from who has it
			pair[i][0].Hidden = pair[i][0].Hidden || pair[i][1].Hidden
		}
	}
}

func cellsOf(t Table) [][]*Count {
	all := make([][]*Count, len(t.Lines))
	for i := range t.Lines {
		for j := range t.Lines[i].Cells {
			all[i] = append(all[i], &t.Lines[i].Cells[j])
		}
	}
	return all
}

// hideInner hides the counts under the bound of a table whose sums are all shown, and what
// lets them be computed.
func hideInner(cells [][]*Count, bound int) {
	for i, line := range cells {
		for j, c := range line {
			if c.N < bound && !hideCorners(cells, i, j, bound) {
				hideAll(cells)
				return
			}
		}
	}
}

// hideCorners hides a count with three others at the corners of a rectangle. Those beside
// it are at least bound, so that as many persons could be at the other corners instead, and
// as few as can be. It reports whether there are such.
func hideCorners(cells [][]*Count, i, j, bound int) bool {
	cost := func(c *Count) int {
		if c.Hidden {
			return 0
		}
		return c.N + 1
	}
	var best []*Count
	least := 0
	for y := range cells {
		for x := range cells[y] {
			right, below, across := cells[i][x], cells[y][j], cells[y][x]
			if y == i || x == j || right.N < bound || below.N < bound {
				continue
			}
			if sum := cost(right) + cost(below) + cost(across); best == nil || sum < least {
				best, least = []*Count{cells[i][j], right, below, across}, sum
			}
		}
	}
	for _, c := range best {
		c.Hidden = true
	}
	return best != nil
}

func hideAll(cells [][]*Count) {
	for _, line := range cells {
		for _, c := range line {
			c.Hidden = true
		}
	}
}

// wipe removes the numbers that are hidden, so that nothing can show them.
func (t *Table) wipe() {
	for i := range t.Lines {
		l := &t.Lines[i]
		for j := range l.Cells {
			l.Cells[j].wipe()
		}
		l.Total.wipe()
	}
	for j := range t.Sums {
		t.Sums[j].wipe()
	}
}

func (c *Count) wipe() {
	if c.Hidden {
		c.N = 0
	}
}
