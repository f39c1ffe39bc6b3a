package names

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// pair is one row of testdata: a name written in two ways.
type pair struct {
	half, kind, written, other, source, mark, zawgyi string
}

func (p pair) whole() bool { return p.kind == "person" || p.source == "MYTH" || p.source == "VNAMEDB" }

func readPairs(t testing.TB, file string) []pair {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []pair
	for _, r := range rows[1:] {
		p := pair{half: r[0], kind: r[1], written: r[2], other: r[3], source: r[4], mark: r[6]}
		if len(r) > 7 {
			p.zawgyi = r[7]
		}
		all = append(all, p)
	}
	return all
}

var pairFiles = []string{
	"burmese", "thai", "lao", "khmer", "thai-khmer-handmade", "lao-thai", "chinese", "tamil", "arabic", "jawi", "rohingya",
	"vietnamese", "malay-indonesian", "latin-handmade",
}

// known holds, by a name as Plain writes it, every other writing that a file has.
type known map[string]map[string]bool

func (k known) add(a, b string) {
	if k[Plain(a)] == nil {
		k[Plain(a)] = map[string]bool{}
	}
	k[Plain(a)][b] = true
}

// result counts queries, how many found a right name first and among the first
// five, and how many found the very writing of their row, with the best that is
// possible when one query stands in several rows.
type result struct{ n, top1, top5, own1, own5, best1, best5 int }

func (r result) String() string {
	of := func(a int) float64 { return float64(a) / float64(r.n) }
	return fmt.Sprintf("%5d queries  right: top-1 %.3f  top-5 %.3f   own row: top-1 %.3f of %.3f  top-5 %.3f of %.3f",
		r.n, of(r.top1), of(r.top5), of(r.own1), of(r.best1), of(r.own5), of(r.best5))
}

// turned exchanges the two writings of pairs.
func turned(pairs []pair) []pair {
	all := slices.Clone(pairs)
	for i, p := range all {
		all[i].written, all[i].other = p.other, p.written
	}
	return all
}

// recall asks for each pair by its other writing. An answer is right if it is the
// name of a person who is written like the query in the other script.
func recall(x *Index, pairs []pair, k known, missed func(p pair, got []string)) (r result) {
	wanted := map[string]map[string]int{}
	for _, p := range pairs {
		q := Plain(p.other)
		if wanted[q] == nil {
			wanted[q] = map[string]int{}
		}
		wanted[q][p.written]++
		r.n++
		for i, h := range x.Search(p.other, 5, nil) {
			name, _, _ := strings.Cut(h.ID, "#")
			if name == p.written {
				r.own5++
				if i == 0 {
					r.own1++
				}
				break
			}
		}
		r.ask(x, p, k[q], missed)
	}
	for _, w := range wanted {
		var counts []int
		for _, n := range w {
			counts = append(counts, n)
		}
		slices.Sort(counts)
		slices.Reverse(counts)
		r.best1 += counts[0]
		for _, n := range counts[:min(5, len(counts))] {
			r.best5 += n
		}
	}
	return r
}

func (r *result) ask(x *Index, p pair, right map[string]bool, missed func(p pair, got []string)) {
	var got []string
	at := -1
	for i, h := range x.Search(p.other, 5, nil) {
		name, _, _ := strings.Cut(h.ID, "#")
		got = append(got, name)
		if at < 0 && right[name] {
			at = i
		}
	}
	if at == 0 {
		r.top1++
	}
	if at >= 0 {
		r.top5++
	}
	if at != 0 && missed != nil {
		missed(p, got)
	}
}

// collection is every name of the files in indexes by script. Files with one
// script on both sides are in an index of their own, one side of it, so that no
// query finds itself.
type collection struct {
	by map[string]*Index
	k  known
}

func collect(t testing.TB, other bool) collection {
	c := collection{map[string]*Index{}, known{}}
	put := func(name, script, id string) {
		if c.by[script] == nil {
			c.by[script] = new(Index)
		}
		c.by[script].Put(name+"#"+id, 0, []string{name})
	}
	for _, f := range pairFiles {
		for i, p := range readPairs(t, f+".csv") {
			c.k.add(p.written, p.other)
			c.k.add(p.other, p.written)
			switch a, b := Script(p.written), Script(p.other); {
			case a != b:
				put(p.written, a, fmt.Sprint(f, i))
				put(p.other, b, fmt.Sprint(f, i, "other"))
			case other:
				put(p.other, "alone", fmt.Sprint(f, i))
			default:
				put(p.written, "alone", fmt.Sprint(f, i))
			}
		}
	}
	return c
}

// groups are the pairs of a file that are measured together.
func groupsOf(t testing.TB, file, half string) map[string][]pair {
	all := map[string][]pair{}
	for _, p := range readPairs(t, file+".csv") {
		if p.half != half || strings.Contains(p.mark, "doubtful") {
			continue
		}
		all[file] = append(all[file], p)
		if file == "chinese" && syllabic(p) {
			all[file+", both whole"] = append(all[file+", both whole"], p)
		}
	}
	return all
}

// syllabic reports whether both writings of a Chinese name have as many words as
// the other: no English given name, no sound transcription of a Malay name.
func syllabic(p pair) bool {
	n := utf8.RuneCountInString(p.written)
	return n >= 2 && n <= 3 && len(strings.Fields(Plain(p.other))) == n && !strings.Contains(p.written, "·")
}

func TestRecall(t *testing.T) {
	half := "test"
	if h := os.Getenv("NAMES_HALF"); h != "" {
		half = h
	}
	show := os.Getenv("NAMES_SHOW")
	from, to := collect(t, false), collect(t, true)
	for _, f := range pairFiles {
		if only := os.Getenv("NAMES_ONLY"); only != "" && !strings.Contains(only, f) {
			continue
		}
		for g, pairs := range groupsOf(t, f, half) {
			miss := func(way string) func(p pair, got []string) {
				return func(p pair, got []string) {
					if show == g {
						t.Logf("%s %s: %q | %q: %q   [%s] [%s]", f, way, p.other, p.written, got, sound(p.other), sound(p.written))
					}
				}
			}
			a, b := Script(pairs[0].written), Script(pairs[0].other)
			if a == b {
				a, b = "alone", "alone"
			}
			t.Logf("%-20s found   %v", g, recall(from.by[a], pairs, from.k, miss("found")))
			t.Logf("%-20s finds   %v", g, recall(to.by[b], turned(pairs), to.k, miss("finds")))
		}
	}
}
