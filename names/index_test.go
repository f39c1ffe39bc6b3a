package names

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// parts are words of invented names by script and people.
var parts = [][]string{
	{"Ana", "Dara", "Siti", "Contoh", "Example", "Wahjoe", "Djoko", "Ketut", "Aminah", "Nurhayati", "Ruslan", "Teladan", "Kartika", "Bujang"},
	{"Mohd", "Muhammad", "bin", "binti", "Noor", "Syafiq", "Rosmah", "Awang", "Dayang", "Zulkifli", "Contohan", "a/l", "Ravi", "Meenachi"},
	{"Đặng", "Thị", "Hương", "Nguyễn", "Văn", "Ví", "Dụ", "Trần", "Quỳnh", "Mẫu"},
	{"Juan", "dela", "Halimbawa", "María", "Santos-Example", "Jr.", "Peña", "Bituin", "Dalisay"},
	{"Sok", "Chan", "Sophea", "Rithy", "Oudom", "Srey", "Bopha", "Kosal"},
	{"U", "Daw", "Aung", "Moe", "Kyaw", "Hlaing", "Thida", "Sandar", "Maung", "Nilar"},
	{"สมชาย", "ใจดี", "ตัวอย่าง", "นางสาวสมหญิง", "มานะ", "เเดง", "บุญเลิศชัย", "ทดสอบ"},
	{"ຄຳ", "ບຸນມີ", "ສີສະຫວາດ", "ທ້າວ", "ນາງ", "ຕົວຢ່າງ", "ພອນ"},
	{"សុខ", "ចាន់", "សុភា", "ឧទាហរណ៍", "ស្រីមុំ", "វិចិត្រ", "កោសល"},
	{"အောင်", "မြင့်", "ဦး", "ဒေါ်", "နီလာ", "ကျော်", "ဥပမာ", "သီတာ"},
	{"陈", "大文", "林美丽", "黄", "例子", "小明", "吳"},
	{"கோவிந்தன்", "மீனாட்சி", "உதாரணம்", "ரவி"},
	{"محمد", "نور", "مثال", "بن", "يوسف"},
	{"Domingos", "da", "Costa", "Ezemplu", "Filomena", "dos", "Reis"},
}

// find returns the ids that a query finds, best first.
func find(x *Index, query string) []string {
	var ids []string
	for _, h := range x.Search(query, 20, nil) {
		ids = append(ids, h.ID)
	}
	return ids
}

func TestSearchTheElevenStates(t *testing.T) {
	for _, c := range []struct {
		state, stored string
		queries       []string
	}{
		{"BN", "Awang Contohan bin Haji Mohd Yusof", []string{"contohan", "Contohan Muhammad Yusuf", "yusof contohan", "Awang Contohan", "contoan muhd"}},
		{"BN", "Dayang Noor binti Teladan", []string{"Nur Teladan", "Dayang Nor bte Teladan", "teladan nur dayang"}},
		{"KH", "Sok Sophea", []string{"Sophea Sok", "SOPHEA", "sophae", "Sok Sopheap", "soph"}},
		{"KH", "សុខ សុភា", []string{"សុភា", "សុខសុភា", "សុភា សុខ", "លោកសុខ សុភា", "សុ\u200bភា"}},
		{"ID", "Soekarno Contoh", []string{"Sukarno", "Contoh Sukarno", "Soekarno", "Sukarmo contoh"}},
		{"ID", "Djokosusilo", []string{"Jokosusilo", "Djoko Soesilo", "joko", "jokosusila"}},
		{"ID", "Ketut", []string{"ketut", "KETUT", "I Ketut", "Ketoet", "Ketut Ketut", "Ketut Contoh"}},
		{"ID", "Siti Aminah", []string{"Aminah", "Siti Amina", "Aminah Siti", "Siti Aminah binti Contoh", "aminh siti"}},
		{"LA", "ທ້າວ ບຸນມີ ສີສະຫວາດ", []string{"ບຸນມີ", "ສີສະຫວາດ ບຸນມີ", "ບຸນມີສີສະຫວາດ", "ສະຫວາດ"}},
		{"LA", "Bounmy Xaysavat", []string{"Bunmy Saysavat", "Xaysawat", "Saysavath Bounmi"}},
		{"MY", "Ravi a/l Contoh", []string{"Ravi Contoh", "Contoh Ravi", "Ravi s/o Contoh"}},
		{"MY", "Nurul Huda binti Abdul Rahman", []string{"Nurulhuda", "Norul Huda", "Huda Abd Rahman", "Nurul Hudda bt Abdulrahman"}},
		{"MY", "陈大文", []string{"陈", "大文", "文", "陈 大文", "陈大"}},
		{"MM", "Daw Khin Moe Aye", []string{"Khin Moe Aye", "khin", "Moe Khin", "Khinmoe Aye", "Ma Khin Moe Aye"}},
		{"MM", "ဦးအောင်မြင့်", []string{"အောင်မြင့်", "အောင်", "ဦး အောင်မြင့်", "အောင် မြင့်"}},
		{"PH", "María Peña dela Example", []string{"Maria Pena", "Example Maria", "PEÑA, María", "Penia Maria"}},
		{"PH", "Juan Dalisay Jr.", []string{"Dalisay Juan", "juan dalisay", "Dalisai"}},
		{"SG", "Tan Example Mei Ling", []string{"Mei Ling Tan", "Meiling", "Tan Mei-Ling"}},
		{"SG", "கோவிந்தன் உதாரணம்", []string{"கோவிந்தன்", "உதாரணம் கோவிந்தன்"}},
		{"TH", "นางสาวสมหญิง ใจดี", []string{"สมหญิง", "ใจดี", "สมหญิงใจดี", "หญิง", "น.ส. สมหญิง", "ใจดี สมหญิง", "นางสมหญิง"}},
		{"TH", "แดง ตัวอย่าง", []string{"เเดง", "ตัวอยาง", "แดงตัวอย่าง"}},
		{"TL", "Domingos da Costa Ezemplu", []string{"Costa", "domingos ezemplu", "Dacosta Domingos"}},
		{"VN", "Đặng Thị Hương", []string{"Dang Huong", "Hương", "dang thi huong", "Huong Dang", "Đặng Hương"}},
		{"Rohingya", "Md. Noor", []string{"Mohammed Nur", "Nur Muhammad", "noor"}},
		{"Jawi", "محمد نور", []string{"مُحَمَّد", "نور محمد"}},
	} {
		x := new(Index)
		x.Put("other", 0, []string{"Zzyzx Wwqv", "ฬฬฬ"})
		x.Put("it", 0, []string{c.stored})
		for _, q := range c.queries {
			if got := find(x, q); !slices.Equal(got, []string{"it"}) {
				t.Errorf("%s: %q is not found by %q: %v", c.state, c.stored, q, got)
			}
		}
	}
}

func TestSearchMissesStrangers(t *testing.T) {
	x := new(Index)
	for i, n := range []string{"Siti Aminah", "สมชาย ใจดี", "陈大文", "Sok Dara", "Mohd Noor"} {
		x.Put(fmt.Sprint(i), 0, []string{n})
	}
	for _, q := range []string{"Zulkifli", "Aminah Zulkifli Contoh", "มานะ", "林", "d", "Sokun Rithy", "", "...", "bin"} {
		if got := find(x, q); len(got) > 0 {
			t.Errorf("%q finds %v", q, got)
		}
	}
}

func TestSearchRanks(t *testing.T) {
	x := new(Index)
	for _, n := range []string{
		"Aminah", "Siti Aminah", "Siti Aminah Contoh", "Amina", "Aminahwati", "Siti Amunah", "Nuraminah", "Siti",
	} {
		x.Put(n, 0, []string{n})
	}
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"Aminah", []string{"Aminah", "Siti Aminah", "Siti Aminah Contoh", "Amina", "Aminahwati", "Siti Amunah", "Nuraminah"}},
		{"Siti Aminah", []string{"Siti Aminah", "Siti Aminah Contoh", "Siti Amunah", "Aminah", "Siti", "Amina"}},
		{"Aminah Siti", []string{"Siti Aminah", "Siti Aminah Contoh", "Siti Amunah", "Aminah", "Siti", "Amina"}},
	} {
		if got := find(x, c.query); !slices.Equal(got, c.want) {
			t.Errorf("%q finds\n%q, want\n%q", c.query, got, c.want)
		}
	}
}

func TestSearchSaysWhichName(t *testing.T) {
	x := new(Index)
	x.Put("p", 0, []string{"Ana Example", "...", "Dara", "แดง"})
	for query, want := range map[string]int{"example": 0, "dara": 2, "แดง": 3} {
		h := x.Search(query, 5, nil)
		if len(h) != 1 || h[0].Name != want {
			t.Errorf("%q: %v, want name %d", query, h, want)
		}
	}
	if h := x.Search("Ana Dara", 5, nil); len(h) != 1 || h[0].Score >= 200 {
		t.Errorf("words of two names: %v, want one hit of the lowest level", h)
	}
}

func TestSearchAsksMayBestFirstUntilEnough(t *testing.T) {
	x := new(Index)
	for i := range 1000 {
		x.Put(fmt.Sprint(i), uint32(i%2), []string{"Ana Example"})
	}
	x.Put("own", 1, []string{"Ana Examplex"})
	got := x.Search("Ana Example", 3, func(id string) bool { return id == "own" })
	if len(got) != 1 || got[0].ID != "own" {
		t.Errorf("the only one allowed is not found: %v", got)
	}
	asked := 0
	x.Search("Ana Example", 3, func(string) bool { asked++; return true })
	if asked != 3 {
		t.Errorf("asked %d times, want 3", asked)
	}
	got = x.SearchIn("Ana Example", 2000, map[uint32]bool{1: true}, nil, func(id string) bool {
		x.Search("Ana", 1, nil) // no lock is held
		return true
	})
	if len(got) != 501 {
		t.Errorf("within one tag: %d, want 501", len(got))
	}
}

func TestPutReplacesAndDeleteForgets(t *testing.T) {
	x := new(Index)
	x.Put("p", 0, []string{"Ana Example"})
	x.Put("q", 0, []string{"Ana Contoh"})
	x.Put("p", 0, []string{"Dara Example"})
	if got := find(x, "Ana"); !slices.Equal(got, []string{"q"}) {
		t.Errorf("after replacing: %v", got)
	}
	x.Delete("q")
	x.Delete("q")
	if got := find(x, "Contoh"); len(got) > 0 || x.Len() != 1 {
		t.Errorf("after deleting: %v, %d persons", got, x.Len())
	}
	x.Delete("p")
	for _, s := range x.dict.text {
		if s != "" {
			t.Error("a word stayed in memory after its last person was deleted")
		}
	}
	if s := fmt.Sprintf("%v %+v %#v", x, x, x); strings.Contains(s, "dara") {
		t.Error("printing the index prints names")
	}
}

// TestIndexAfterAnyHistory compares the index with a model that remembers whole
// names.
func TestIndexAfterAnyHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, model := new(Index), map[string]string{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			id := fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "id"))
			if rapid.IntRange(0, 3).Draw(t, "delete") == 0 {
				x.Delete(id)
				delete(model, id)
				continue
			}
			model[id] = invented().Draw(t, "name")
			x.Put(id, 0, []string{model[id]})
		}
		if x.Len() != len(model) {
			t.Fatalf("%d persons, want %d", x.Len(), len(model))
		}
		for id, name := range model {
			if Fold(name) != "" && !slices.Contains(find(x, name), id) {
				t.Fatalf("%q does not find itself", name)
			}
		}
		x.compact()
		for id, name := range model {
			if Fold(name) != "" && !slices.Contains(find(x, name), id) {
				t.Fatalf("%q does not find itself after closing the gaps", name)
			}
		}
	})
}

// TestPartsFindTheSame: in however many parts a search looks at the persons, it finds the
// same ones in the same order.
func TestPartsFindTheSame(t *testing.T) {
	var x Index
	names := crowd(t, 100)
	for i, name := range names {
		x.Put(fmt.Sprint(i), uint32(i%3), []string{name})
	}
	found := 0
	for i, name := range names {
		q, tags, also := x.parse(name), map[uint32]bool{0: true, 1: true}, []string{"2", "98"}
		want := x.findIn(1, q, 20, tags, also)
		found += len(want)
		for _, parts := range []int{2, 3, 7} {
			if got := x.findIn(parts, q, 20, tags, also); !slices.Equal(got, want) {
				t.Fatalf("name %d in %d parts: %d hits, and other ones than in one part", i, parts, len(got))
			}
		}
	}
	if found == 0 {
		t.Fatal("nothing was found")
	}
}

// What the masks let a search pass over, it would not have met.
func TestMasksHideNothing(t *testing.T) {
	word := rapid.OneOf(rapid.StringOfN(rapid.SampledFrom([]rune("ainx")), 1, 7, -1), rapid.StringOfN(rapid.SampledFrom([]rune("an")), 30, 38, -1))
	rapid.Check(t, func(t *rapid.T) {
		x := new(Index)
		for id := range rapid.IntRange(1, 30).Draw(t, "persons") {
			x.Put(fmt.Sprint(id), 0, []string{invented().Draw(t, "name"), word.Draw(t, "word")})
		}
		for range rapid.IntRange(0, 5).Draw(t, "gone") {
			x.Delete(fmt.Sprint(rapid.IntRange(0, 30).Draw(t, "id")))
		}
		q := x.parse(invented().Draw(t, "query") + " " + word.Draw(t, "word of it"))
		d := &x.dict
		want := make([]uint32, len(d.words))
		for lane, w := range q.words {
			for k := range w.forms {
				for i, text := range d.text {
					if d.size[i] == 0 {
						continue
					}
					m, g := uint32(w.forms[k].match(text, int(d.size[i]), maskOf(text), d.words[d.word[i]].first == uint32(i))), &want[d.word[i]]
					if shift := lane * laneBits; m > *g>>shift&15 {
						*g = *g&^(15<<shift) | m<<shift
					}
				}
			}
		}
		if got := d.grade(q); !slices.Equal(got, want) {
			t.Fatalf("graded %v, want %v", got, want)
		}
	})
}

func TestANameFindsItselfInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := invented().Draw(t, "name")
		x := new(Index)
		x.Put("it", 0, []string{name})
		order := rapid.Permutation(strings.Fields(name)).Draw(t, "order")
		for _, q := range []string{name, strings.Join(order, " "), strings.ToUpper(name), Fold(name)} {
			h := x.Search(q, 1, nil)
			if len(h) != 1 || h[0].Score < 300 {
				t.Fatalf("%q: %q finds %v", name, q, h)
			}
		}
	})
}

func TestOneEditStillFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SampledFrom(parts).Draw(t, "script")
		word := rapid.SampledFrom(list).Draw(t, "word")
		rs := []rune(Plain(word))
		if len(rs) < 4 || slices.Contains(rs, ' ') || slices.Contains(rs, '/') {
			t.Skip()
		}
		x := new(Index)
		x.Put("it", 0, []string{word, "Teladan"})
		letters := slices.DeleteFunc([]rune(Plain(strings.Join(list, " "))), func(r rune) bool { return !unicode.IsLetter(r) })
		q := edit(t, rs, letters)
		if got := find(x, q); len(got) != 1 {
			t.Fatalf("%q is not found by %q", word, q)
		}
	})
}

// edit makes one typing error in a word.
func edit(t *rapid.T, rs, letters []rune) string {
	at := rapid.IntRange(0, len(rs)-2).Draw(t, "at")
	if unicode.IsMark(rs[at]) || unicode.IsMark(rs[at+1]) {
		t.Skip() // a sign that loses its letter moves to another one
	}
	c := rapid.SampledFrom(letters).Draw(t, "letter")
	switch rapid.IntRange(0, 3).Draw(t, "edit") {
	case 0:
		return string(slices.Delete(slices.Clone(rs), at, at+1))
	case 1:
		return string(slices.Insert(slices.Clone(rs), at, c))
	case 2:
		rs = slices.Clone(rs)
		rs[at] = c
	default:
		rs = slices.Clone(rs)
		rs[at], rs[at+1] = rs[at+1], rs[at]
	}
	return string(rs)
}

func TestIndexIsSafeAtTheSameTime(t *testing.T) {
	x := new(Index)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 200 {
				id := fmt.Sprint(g, i%20)
				switch i % 4 {
				case 0, 1:
					x.Put(id, uint32(g), []string{"Ana Example", parts[i%len(parts)][0]})
				case 2:
					x.Search("ana", 5, func(string) bool { return true })
				default:
					x.Delete(id)
				}
				x.Len()
			}
		})
	}
	wg.Wait()
}

func FuzzSearch(f *testing.F) {
	for _, list := range parts {
		f.Add(strings.Join(list[:2], " "), list[0])
	}
	f.Fuzz(func(t *testing.T, name, query string) {
		x := new(Index)
		x.Put("it", 0, []string{name})
		x.Search(query, 3, nil)
		if len(Keys(name)) > 0 && len(strings.Fields(Plain(name))) <= lanes && len(x.Search(name, 1, nil)) != 1 {
			t.Errorf("%q does not find itself", name)
		}
		x.Delete("it")
		if x.Len() != 0 || len(x.Search(name, 1, nil)) != 0 {
			t.Error("it was deleted and is found")
		}
	})
}

// population returns n invented names; about one word in three occurs once only,
// as with real spellings.
func population(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	all := make([]string, n)
	for i := range all {
		list := parts[r.IntN(len(parts))]
		words := make([]string, 1+r.IntN(4))
		for j := range words {
			words[j] = list[r.IntN(len(list))]
			if r.IntN(3) == 0 {
				rs := []rune(words[j])
				extra := []rune(list[r.IntN(len(list))])
				words[j] = string(rs[:1+r.IntN(len(rs))]) + string(extra[r.IntN(len(extra)):]) + string(rune('a'+r.IntN(26)))
				if r.IntN(2) == 0 {
					words[j] += string(extra)
				}
			}
		}
		all[i] = strings.Join(words, " ")
	}
	return all
}

func filled(n int) (*Index, []string) {
	all := population(n)
	x := new(Index)
	for i, name := range all {
		x.Put(fmt.Sprintf("%026d", i), uint32(i%8), []string{name})
	}
	return x, all
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{20_000, 200_000} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		x, all := filled(n)
		queries := make([]string, 64)
		for i := range queries {
			queries[i] = all[i*(n/64)]
		}
		all = nil
		runtime.GC()
		runtime.ReadMemStats(&after)
		held := float64(after.HeapAlloc-before.HeapAlloc) / (1 << 20)
		for _, c := range []struct {
			name    string
			queries []string
		}{
			{"names", queries},
			{"short", []string{"an", "陈", "สม", "so", "a b c d e f g h"}},
			{"long", []string{"Ana Dara Siti Contoh Example Wahjoe Djoko Ketut", strings.Repeat("Ana Siti ", 60)}},
		} {
			b.Run(fmt.Sprintf("%d/%s", n, c.name), func(b *testing.B) { search(b, x, c.queries, held) })
		}
		runtime.KeepAlive(x)
	}
}

func search(b *testing.B, x *Index, queries []string, held float64) {
	var took []int64
	for b.Loop() {
		start := b.Elapsed()
		x.Search(queries[len(took)%len(queries)], 20, nil)
		took = append(took, int64(b.Elapsed()-start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100])/1e6, "p99-ms")
	b.ReportMetric(held, "MB-held")
	b.ReportMetric(float64(len(x.dict.words)), "words")
}

func BenchmarkPut(b *testing.B) {
	all := population(10_000)
	x := new(Index)
	for i := 0; b.Loop(); i++ {
		x.Put(fmt.Sprint(i%10_000), 0, []string{all[i%10_000]})
	}
}
