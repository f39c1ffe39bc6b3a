package names

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// partsOf returns the parts of names of a country in testdata.
func partsOf(t testing.TB) map[string][]string {
	t.Helper()
	f, err := os.Open("testdata/parts.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, r := range rows[1:] {
		all[r[0]] = append(all[r[0]], r[1])
	}
	return all
}

// crowd returns n names in the scripts of the region, put together at random from
// public parts, so that they are nobody's.
func crowd(t testing.TB, n int) []string {
	parts := partsOf(t)
	for _, f := range []string{"burmese", "lao", "khmer", "vietnamese", "tamil", "jawi"} {
		for _, p := range readPairs(t, f+".csv") {
			parts[f] = append(parts[f], strings.Fields(p.written)...)
			parts["latin "+f] = append(parts["latin "+f], strings.Fields(p.other)...)
		}
	}
	for _, p := range readPairs(t, "chinese.csv") {
		if syllabic(p) {
			parts["surname"] = append(parts["surname"], string([]rune(p.written)[:1]))
			parts["character"] = append(parts["character"], string([]rune(p.written)[1:2]))
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	pick := func(from string) string { list := parts[from]; return list[r.IntN(len(list))] }
	all := make([]string, n)
	for i := range all {
		switch k := r.IntN(20); {
		case k < 5:
			all[i] = pick("thailand") + " " + pick("thailand")
		case k < 7:
			all[i] = pick("burmese")
		case k < 9:
			all[i] = pick("myanmar") + " " + pick("myanmar") + " " + pick("myanmar")
		case k < 10:
			all[i] = pick("surname") + pick("character") + pick("character")
		case k < 12:
			all[i] = pick("vietnamese") + " " + pick("vietnamese") + " " + pick("vietnamese")
		case k < 13:
			all[i] = pick("malaysia") + " bin " + pick("malaysia")
		case k < 15:
			all[i] = pick("indonesia") + " " + pick("indonesia")
		case k < 16:
			all[i] = pick("singapore") + " " + pick("singapore") + " " + pick("singapore")
		case k < 17:
			all[i] = pick("khmer") + " " + pick("khmer")
		case k < 18:
			all[i] = pick("latin khmer") + " " + pick("latin lao")
		case k < 19:
			all[i] = pick("lao") + " " + pick("lao")
		default:
			all[i] = pick("tamil") + " " + pick("tamil")
		}
	}
	return all
}

// inventedStrings are strings by kind that are nobody's name.
func inventedStrings(n int) map[string][]string {
	r := rand.New(rand.NewPCG(5, 6))
	from := func(letters string, least, most int) string {
		rs := []rune(letters)
		word := make([]rune, least+r.IntN(most-least+1))
		for i := range word {
			word[i] = rs[r.IntN(len(rs))]
		}
		return string(word)
	}
	spoken := func() string {
		var b strings.Builder
		for range 3 + r.IntN(2) {
			b.WriteString(from("bcdfghjklmnprstvwyz", 1, 1) + from("aeiou", 1, 1) + from("bdfgklmnprstxz", 0, 1))
		}
		return b.String()
	}
	all := map[string][]string{}
	for range n {
		all["Latin letters"] = append(all["Latin letters"], from("abcdefghijklmnopqrstuvwxyz", 7, 12))
		all["Latin, one word that can be said"] = append(all["Latin, one word that can be said"], spoken())
		all["Latin, two words that can be said"] = append(all["Latin, two words that can be said"], spoken()+" "+spoken())
		all["Thai letters"] = append(all["Thai letters"], from("กขคงจฉชซดตถทนบปผพฟมยรลวสหอะาิีุูเแโไ", 6, 12))
		all["Lao letters"] = append(all["Lao letters"], from("ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢລວຫອະາິີຸູເແໂໄ", 6, 12))
		all["Khmer letters"] = append(all["Khmer letters"], from("កខគឃងចឆជឈញដឋឌណតថទធនបផពភមយរលវសហឡអាិីុូេែោ", 6, 12))
		all["Burmese letters"] = append(all["Burmese letters"], from("ကခဂငစဆဇညတထဒနပဖဗဘမယရလဝသဟအာိီုူေ", 6, 12))
		all["Tamil letters"] = append(all["Tamil letters"], from("கசடதபறஙஞணநமனயரலவழளாிீுூெேைொோ", 6, 12))
		all["Arabic letters"] = append(all["Arabic letters"], from("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", 6, 12))
		all["Chinese characters"] = append(all["Chinese characters"], string(rune(0x4e00+r.IntN(0x5000)))+string(rune(0x4e00+r.IntN(0x5000)))+string(rune(0x4e00+r.IntN(0x5000))))
	}
	return all
}

// many is how many persons the figures of the search are of.
const many = 200_000

// Of 1,000 invented strings ten at most find anybody among 200,000 persons. Of what people
// type to try it out it says only how many do.
func TestInventedStringsAmongMany(t *testing.T) {
	if testing.Short() {
		t.Skip("it fills an index of 200,000")
	}
	x := new(Index)
	for i, name := range crowd(t, many) {
		x.Put(fmt.Sprint(i), 0, []string{name})
	}
	kinds, all := inventedStrings(100), 0
	kinds["tried out"] = []string{"xyzzy", "asdf", "qwerty", "blabla", "foobar", "aaaa", "test123", "zzzz", "hjkl", "xxx"}
	for _, kind := range sortedKeys(kinds) {
		found := 0
		for _, q := range kinds[kind] {
			if h := x.Search(q, 1, nil); len(h) > 0 {
				found++
				if os.Getenv("NAMES_SHOW") != "" {
					t.Logf("%q [%s] finds %s, %d", q, sound(q), h[0].ID, h[0].Score)
				}
			}
		}
		if kind != "tried out" {
			all += found
		}
		t.Logf("%-36s %d of %d find somebody among %d", kind, found, len(kinds[kind]), x.Len())
	}
	if all > 10 {
		t.Errorf("%d of 1000 invented strings find somebody", all)
	}
}

func BenchmarkAcrossScripts(b *testing.B) {
	const n = many
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	all := crowd(b, n)
	x := new(Index)
	for i, name := range all {
		x.Put(fmt.Sprintf("%026d", i), uint32(i%8), []string{name})
	}
	queries := make([]string, 500)
	for i := range queries {
		queries[i] = all[i*(n/len(queries))]
	}
	all = nil
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := float64(after.HeapAlloc-before.HeapAlloc) / n
	kinds := inventedStrings(100)
	for _, kind := range sortedKeys(kinds) {
		found := 0
		for _, q := range kinds[kind] {
			if h := x.Search(q, 1, nil); len(h) > 0 {
				found++
			}
		}
		fmt.Printf("%-36s %d of %d find somebody among %d\n", kind, found, len(kinds[kind]), n)
	}
	runtime.LockOSThread()
	var took []int64
	by := map[string][]int64{}
	for b.Loop() {
		q := queries[len(took)%len(queries)]
		start := busy()
		x.Search(q, 20, nil)
		d := int64(busy() - start)
		took = append(took, d)
		by[Script(q)] = append(by[Script(q)], d)
	}
	b.ReportMetric(p99(took), "p99-ms")
	b.ReportMetric(held, "bytes/name")
	for _, s := range sortedKeys(by) {
		fmt.Printf("%s p99 %.1f ms\n", s, p99(by[s]))
	}
}

// busy returns how long this thread has worked, which other programs of a shared
// machine do not change.
func busy() time.Duration {
	var u syscall.Rusage
	const thread = 1
	if err := syscall.Getrusage(thread, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func p99(took []int64) float64 {
	slices.Sort(took)
	return float64(took[len(took)*99/100]) / 1e6
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
