package stats

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// What is shown of a table lets nobody compute a count that is hidden: by a linear program
// over everything that is shown, each hidden count that is under the bound can be any of
// more than bound numbers.
func TestHiddenCannotBeComputed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines, cols := rapid.IntRange(1, 5).Draw(t, "lines"), rapid.IntRange(1, 5).Draw(t, "cols")
		n := make([][]int, lines)
		for i := range n {
			for range cols {
				n[i] = append(n[i], rapid.SampledFrom([]int{0, 0, 1, 2, 4, 5, 6, 9, 30}).Draw(t, "n"))
			}
		}
		whole := tableOf(false, n)
		shown := Hide(whole, Bound)
		noSmall(t, shown)
		if shown.Total.Hidden {
			return
		}
		folded := fold(whole, shown)
		for i, l := range shown.Lines {
			for j, c := range l.Cells {
				if !c.Hidden || folded[i][j] >= Bound {
					continue
				}
				low, high := between(shown, i, j)
				if room := new(big.Rat).Sub(high, low); room.Cmp(big.NewRat(Bound, 1)) < 0 {
					t.Fatalf("%v shown as %v: count %d, %d is between %v and %v", n, shown.Lines, i, j, low, high)
				}
			}
		}
	})
}

// Of answers of which a person can have several, nobody can compute how many have one, nor
// how many have it not.
func TestHiddenOfSeveral(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.IntRange(1, 5).Draw(t, "lines")
		has, not := make([]int, lines), make([]int, lines)
		n := make([][]int, lines)
		for i := range n {
			has[i], not[i] = rapid.IntRange(0, 12).Draw(t, "has"), rapid.IntRange(0, 12).Draw(t, "not")
			n[i] = []int{has[i]}
		}
		whole := tableOf(true, n)
		for i := range whole.Lines {
			whole.Lines[i].Total.N = has[i] + not[i]
		}
		whole.Total.N = sum(has) + sum(not)
		whole.Lines = slices.DeleteFunc(whole.Lines, func(l Line) bool { return l.Total.N == 0 })
		shown := Hide(whole, Bound)
		noSmall(t, shown)
		if shown.Total.Hidden || shown.Sums[0].Hidden {
			return
		}
		// The same as a table of two columns, of which both sums are known.
		pair := Table{Total: shown.Total, Cols: []string{"has", "not"}, Sums: []Count{shown.Sums[0], {N: shown.Total.N - shown.Sums[0].N}}}
		for _, l := range shown.Lines {
			pair.Lines = append(pair.Lines, Line{Code: l.Code, Total: l.Total, Cells: []Count{l.Cells[0], {N: l.Total.N - l.Cells[0].N}}})
			if pair.Lines[len(pair.Lines)-1].Cells[0].Hidden {
				pair.Lines[len(pair.Lines)-1].Cells[1] = Count{Hidden: true}
			}
		}
		noSmall(t, pair)
		folded := fold(whole, shown)
		for i, l := range pair.Lines {
			if !l.Cells[0].Hidden || folded[i][0] >= Bound && l.Total.N-folded[i][0] >= Bound {
				continue
			}
			low, high := between(pair, i, 0)
			if room := new(big.Rat).Sub(high, low); room.Cmp(big.NewRat(Bound, 1)) < 0 {
				t.Fatalf("has %v, not %v, shown as %v: count %d is between %v and %v", has, not, shown.Lines, i, low, high)
			}
		}
	})
}

// A table of one dimension joins what is too small, so that the rest adds up to nothing
// small either.
func TestHideOne(t *testing.T) {
	for _, c := range []struct {
		n    []int
		want string
	}{
		{[]int{10, 12}, "[a0 10, a1 12]"},
		{[]int{10, 3, 12}, "[a2 12, others 13]"},
		{[]int{10, 3, 2, 12}, "[a0 10, a3 12, others 5]"},
		{[]int{10, 0, 12}, "[a0 10, a2 12]"},
		{[]int{3, 3}, "[others 6]"},
		{[]int{2, 2}, "hidden"},
		{[]int{4}, "hidden"},
	} {
		var n [][]int
		for _, x := range c.n {
			n = append(n, []int{x})
		}
		got := Hide(one(tableOf(false, n)), Bound)
		if said := say(got); said != c.want {
			t.Errorf("%v is shown as %s, not %s", c.n, said, c.want)
		}
	}
}

// A bound under the least is the least.
func TestHideBound(t *testing.T) {
	got := Hide(one(tableOf(false, [][]int{{20}, {4}, {9}})), 1)
	if said := say(got); said != "[a0 20, others 13]" {
		t.Errorf("shown as %s", said)
	}
	got = Hide(one(tableOf(false, [][]int{{20}, {4}, {9}})), 14)
	if said := say(got); said != "[others 33]" {
		t.Errorf("shown as %s with a bound of 14", said)
	}
}

func one(t Table) Table {
	t.Of, t.Cols, t.Sums = t.Of[:1], nil, nil
	for i := range t.Lines {
		t.Lines[i].Cells = nil
	}
	return t
}

func say(t Table) string {
	if t.Total.Hidden {
		return "hidden"
	}
	text := ""
	for _, l := range t.Lines {
		if text != "" {
			text += ", "
		}
		name := l.Code
		if name == Others {
			name = "others"
		}
		text += fmt.Sprint(name, " ", l.Total.N)
	}
	return "[" + text + "]"
}

// tableOf makes a table of counts; several says that the columns are answers of which a
// person can have several.
func tableOf(several bool, n [][]int) Table {
	t := Table{Of: []Dimension{{Name: "a"}, {Name: "b", Several: several}}, Sums: make([]Count, len(n[0]))}
	for j := range n[0] {
		t.Cols = append(t.Cols, fmt.Sprint("b", j))
	}
	for i, line := range n {
		l := Line{Code: fmt.Sprint("a", i)}
		for j, x := range line {
			l.Cells = append(l.Cells, Count{N: x})
			l.Total.N += x
			t.Sums[j].N += x
			t.Total.N += x
		}
		t.Lines = append(t.Lines, l)
	}
	return t
}

func sum(all []int) (s int) {
	for _, n := range all {
		s += n
	}
	return s
}

// noSmall checks that no count that is shown is under the bound.
func noSmall(t *rapid.T, shown Table) {
	look := func(c Count) {
		if !c.Hidden && c.N < Bound || c.Hidden && c.N != 0 {
			t.Fatalf("a count of %d, hidden %t, is in %v, %v, %v", c.N, c.Hidden, shown.Lines, shown.Sums, shown.Total)
		}
	}
	look(shown.Total)
	for _, c := range shown.Sums {
		look(c)
	}
	for _, l := range shown.Lines {
		look(l.Total)
		for _, c := range l.Cells {
			look(c)
		}
	}
}

// fold returns the counts of a table joined as it is shown.
func fold(whole, shown Table) [][]int {
	place := func(codes []string, code string) int {
		if i := slices.Index(codes, code); i >= 0 {
			return i
		}
		return slices.Index(codes, Others) // -1 where nobody is in it
	}
	var codes []string
	for _, l := range shown.Lines {
		codes = append(codes, l.Code)
	}
	all := make([][]int, len(codes))
	for i := range all {
		all[i] = make([]int, len(shown.Cols))
	}
	for _, l := range whole.Lines {
		for j, c := range l.Cells {
			i, j := place(codes, l.Code), place(shown.Cols, whole.Cols[j])
			if i >= 0 && j >= 0 {
				all[i][j] += c.N
			}
		}
	}
	return all
}

// between returns the least and the greatest number that a hidden count can be, as a
// linear program over all that is shown finds them: counts are not negative, and lines and
// columns add up to their sums.
func between(t Table, i, j int) (low, high *big.Rat) {
	var vars [][2]int
	at := 0
	for y, l := range t.Lines {
		for x, c := range l.Cells {
			if c.Hidden {
				if y == i && x == j {
					at = len(vars)
				}
				vars = append(vars, [2]int{y, x})
			}
		}
	}
	var rows [][]*big.Rat
	add := func(total Count, in func(y, x int) bool) {
		row := make([]*big.Rat, len(vars)+1)
		rest := total.N
		for y, l := range t.Lines {
			for x, c := range l.Cells {
				if in(y, x) && !c.Hidden {
					rest -= c.N
				}
			}
		}
		for k, v := range vars {
			row[k] = new(big.Rat)
			if in(v[0], v[1]) {
				row[k].SetInt64(1)
			}
		}
		row[len(vars)] = big.NewRat(int64(rest), 1)
		rows = append(rows, row)
	}
	for y, l := range t.Lines {
		add(l.Total, func(a, _ int) bool { return a == y })
	}
	for x, c := range t.Sums {
		add(c, func(_, b int) bool { return b == x })
	}
	cost := make([]*big.Rat, len(vars))
	for k := range cost {
		cost[k] = new(big.Rat)
	}
	cost[at].SetInt64(1)
	high = maximum(rows, cost)
	cost[at].SetInt64(-1)
	low = new(big.Rat).Neg(maximum(rows, cost))
	return low, high
}

// maximum solves: the greatest cost·x with rows·x = last column, x ≥ 0, by the simplex
// method in fractions, with Bland's rule. The program must have a solution.
func maximum(rows [][]*big.Rat, cost []*big.Rat) *big.Rat {
	m, n := len(rows), len(cost)
	tab := make([][]*big.Rat, m)
	basis := make([]int, m)
	for i, r := range rows { // one artificial variable a row
		tab[i] = make([]*big.Rat, n+m+1)
		for k := range tab[i] {
			tab[i][k] = new(big.Rat)
		}
		for k := range n {
			tab[i][k].Set(r[k])
		}
		tab[i][n+i].SetInt64(1)
		tab[i][n+m].Set(r[n])
		basis[i] = n + i
	}
	phase := make([]*big.Rat, n+m)
	for k := range phase {
		phase[k] = new(big.Rat)
		if k >= n {
			phase[k].SetInt64(-1)
		}
	}
	if run(tab, basis, phase, n+m).Sign() != 0 {
		panic("what is shown fits no table")
	}
	for k := range phase {
		phase[k] = new(big.Rat)
		if k < n {
			phase[k].Set(cost[k])
		}
	}
	return run(tab, basis, phase, n)
}

// run brings the table to its optimum, in which only the first variables may enter.
func run(tab [][]*big.Rat, basis []int, cost []*big.Rat, enter int) *big.Rat {
	last := len(tab[0]) - 1
	for {
		col := -1
		for k := 0; k < enter && col < 0; k++ {
			gain := new(big.Rat).Set(cost[k])
			for i := range tab {
				gain.Sub(gain, new(big.Rat).Mul(cost[basis[i]], tab[i][k]))
			}
			if gain.Sign() > 0 {
				col = k
			}
		}
		if col < 0 {
			break
		}
		row := -1
		var least *big.Rat
		for i := range tab {
			if basis[i] >= enter && tab[i][col].Sign() != 0 { // an artificial variable stays none
				row = i
				break
			}
			if tab[i][col].Sign() > 0 {
				ratio := new(big.Rat).Quo(tab[i][last], tab[i][col])
				if row < 0 || ratio.Cmp(least) < 0 || ratio.Cmp(least) == 0 && basis[i] < basis[row] {
					row, least = i, ratio
				}
			}
		}
		if row < 0 {
			panic("no bound")
		}
		pivot := new(big.Rat).Set(tab[row][col])
		for k := range tab[row] {
			tab[row][k].Quo(tab[row][k], pivot)
		}
		for i := range tab {
			if f := new(big.Rat).Set(tab[i][col]); i != row && f.Sign() != 0 {
				for k := range tab[i] {
					tab[i][k].Sub(tab[i][k], new(big.Rat).Mul(f, tab[row][k]))
				}
			}
		}
		basis[row] = col
	}
	z := new(big.Rat)
	for i := range tab {
		z.Add(z, new(big.Rat).Mul(cost[basis[i]], tab[i][last]))
	}
	return z
}
