package cases

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/person"
)

// A Coded is one coded answer: a field and one of its codes.
type Coded struct {
	Field *field.Info
	Code  string
}

// known is what the finder knows of cases besides the words of their names, in memory only:
// numbers, telephones, when people may be born, by what their names are sorted, and coded
// answers. A case has a place in it. It holds no answer in its own words.
type known struct {
	mu      sync.RWMutex
	asked   []*field.Info // the coded fields that are known
	phones  []*field.Info // the fields with telephones
	places  map[lindung.CaseID]uint32
	free    []uint32
	ids     []lindung.CaseID
	org     []uint32 // its tag; 0 for a free place
	numbers []uint64 // the last part of its number; see endOf
	born    []born
	sorted  []string // by what the people are called: keys: see names.Sorted
	lines   lines
	codes   map[Coded]bits
}

// born are the days between which a person was born, counted from 1970; both 0 where
// nothing is known.
type born struct{ from, to int32 }

// line is a telephone of a case.
type line struct {
	digits uint64
	at     uint32 // the place of the case
	like   uint32 // the next line with the same last digits; 0 for none
	beside uint32 // the next line of the same place; 0 for none
	field  uint8  // of known.phones
}

// lines are telephones, found by their last digits and by place. They are chained in one
// slice: a map of slices would need four times the memory.
type lines struct {
	all     []line // the first one is none
	free    []uint32
	byLast  map[uint32]uint32 // the first line with these last digits
	byPlace []uint32          // the first line of a place; 0 for none
}

func (k *lines) add(l line) {
	if k.byLast == nil {
		k.all, k.byLast = []line{{}}, map[uint32]uint32{}
	}
	for int(l.at) >= len(k.byPlace) {
		k.byPlace = append(k.byPlace, 0)
	}
	last := lastOf(l.digits)
	l.like, l.beside = k.byLast[last], k.byPlace[l.at]
	i := uint32(len(k.all))
	if n := len(k.free); n > 0 {
		i, k.free = k.free[n-1], k.free[:n-1]
		k.all[i] = l
	} else {
		k.all = append(k.all, l)
	}
	k.byLast[last], k.byPlace[l.at] = i, i
}

// remove removes the lines of a place.
func (k *lines) remove(at uint32) {
	if int(at) >= len(k.byPlace) {
		return
	}
	for i := k.byPlace[at]; i != 0; {
		next := k.all[i].beside
		k.cut(i)
		i = next
	}
	k.byPlace[at] = 0
}

// cut takes a line out of those with its last digits.
func (k *lines) cut(i uint32) {
	last := lastOf(k.all[i].digits)
	if first := k.byLast[last]; first != i {
		for first != 0 && k.all[first].like != i {
			first = k.all[first].like
		}
		k.all[first].like = k.all[i].like
	} else if k.all[i].like != 0 {
		k.byLast[last] = k.all[i].like
	} else {
		delete(k.byLast, last)
	}
	k.all[i] = line{}
	k.free = append(k.free, i)
}

// ending are the lines with the last digits of a telephone, newest first.
func (k *lines) ending(digits uint64) iter.Seq[line] {
	return func(yield func(line) bool) {
		for i := k.byLast[lastOf(digits)]; i != 0 && yield(k.all[i]); i = k.all[i].like {
		}
	}
}

// fact is what was read of one case.
type fact struct {
	born   born
	called string
	lines  []line
	codes  []Coded
}

// bits is a set of places.
type bits []uint64

func (b bits) has(at uint32) bool {
	return int(at/64) < len(b) && b[at/64]>>(at%64)&1 != 0
}

func (b bits) with(at uint32) bits {
	for int(at/64) >= len(b) {
		b = append(b, 0)
	}
	b[at/64] |= 1 << (at % 64)
	return b
}

func newKnown(asked []*field.Info) *known {
	return &known{asked: asked, places: map[lindung.CaseID]uint32{}, codes: map[Coded]bits{}}
}

// put stores what is known of a case in the place of what was known before.
func (k *known) put(id lindung.CaseID, org uint32, number string, f fact) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.remove(id)
	at := uint32(len(k.ids))
	if n := len(k.free); n > 0 {
		at, k.free = k.free[n-1], k.free[:n-1]
	} else {
		k.ids, k.org, k.numbers, k.born, k.sorted = append(k.ids, ""), append(k.org, 0), append(k.numbers, 0), append(k.born, born{}), append(k.sorted, "")
	}
	k.places[id] = at
	k.ids[at], k.org[at], k.numbers[at], k.born[at], k.sorted[at] = id, org, endOf(number), f.born, f.called
	for _, l := range f.lines {
		l.at = at
		k.lines.add(l)
	}
	for _, c := range f.codes {
		k.codes[c] = k.codes[c].with(at)
	}
}

// forget is put of nothing: the case is gone.
func (k *known) forget(id lindung.CaseID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.remove(id)
}

func (k *known) remove(id lindung.CaseID) {
	at, ok := k.places[id]
	if !ok {
		return
	}
	delete(k.places, id)
	k.ids[at], k.org[at], k.numbers[at], k.born[at], k.sorted[at] = "", 0, 0, born{}, ""
	k.free = append(k.free, at)
	k.lines.remove(at)
	for _, b := range k.codes {
		if b.has(at) {
			b[at/64] &^= 1 << (at % 64)
		}
	}
}

// numbered returns the cases whose number ends as typed does; see endOf.
func (k *known) numbered(end uint64) []lindung.CaseID {
	k.mu.RLock()
	defer k.mu.RUnlock()
	var all []lindung.CaseID
	for at, n := range k.numbers {
		if n == end && end != 0 {
			all = append(all, k.ids[at])
		}
	}
	return all
}

// A call is a case with a telephone, and the field in which it is.
type call struct {
	of    lindung.CaseID
	field *field.Info
}

// called returns the cases with a telephone.
func (k *known) called(typed string) []call {
	k.mu.RLock()
	defer k.mu.RUnlock()
	n, err := strconv.ParseUint(typed, 10, 64)
	if err != nil {
		return nil
	}
	var all []call
	for l := range k.lines.ending(n) {
		if SamePhone(typed, strconv.FormatUint(l.digits, 10)) {
			all = append(all, call{k.ids[l.at], k.phones[l.field]})
		}
	}
	return all
}

// among returns the places of an organisation whose cases have all of the codes, and
// whose person may be of an age in the band; nil ages for any.
func (k *known) among(org uint32, codes []Coded, ages *Band, today time.Time) []lindung.CaseID {
	k.mu.RLock()
	defer k.mu.RUnlock()
	var all []lindung.CaseID
	for at, o := range k.org {
		if o != org || o == 0 {
			continue
		}
		has := func(c Coded) bool { return k.codes[c].has(uint32(at)) }
		if slices.ContainsFunc(codes, func(c Coded) bool { return !has(c) }) || ages != nil && !ages.holds(k.born[at], today) {
			continue
		}
		all = append(all, k.ids[at])
	}
	return all
}

// A Band is a span of ages in full years. Unknown is the band of those of whom no age is
// known.
type Band struct {
	Name     string // for addresses and labels
	Low, Top int
	Unknown  bool
}

// Bands are the bands of ages that a list can be narrowed to.
var Bands = []Band{
	{Name: "under_12", Top: 11}, {Name: "12_17", Low: 12, Top: 17}, {Name: "18_24", Low: 18, Top: 24},
	{Name: "25_39", Low: 25, Top: 39}, {Name: "40", Low: 40, Top: 150}, {Name: "unknown", Unknown: true},
}

// BandNamed returns the band with a name.
func BandNamed(name string) (Band, bool) {
	i := slices.IndexFunc(Bands, func(b Band) bool { return b.Name == name })
	if i < 0 {
		return Band{}, false
	}
	return Bands[i], true
}

// holds reports whether someone who was born then may be of an age in the band.
func (b Band) holds(of born, today time.Time) bool {
	if of == (born{}) {
		return b.Unknown
	}
	if b.Unknown {
		return false
	}
	youngest, oldest := person.FullYears(dayAt(of.to), today), person.FullYears(dayAt(of.from), today)
	return youngest <= b.Top && oldest >= b.Low
}

const secondsOfDay = 24 * 60 * 60

func dayNumber(t time.Time) int32 { return int32(t.Unix() / secondsOfDay) }
func dayAt(n int32) time.Time     { return time.Unix(int64(n)*secondsOfDay, 0).UTC() }

// leastDigits is how many digits of a telephone are enough to look for it.
const leastDigits = 7

// PhoneDigits returns the digits of a telephone number as somebody typed it, without the
// zeros before it; "" for what is none.
func PhoneDigits(typed string) string {
	var b strings.Builder
	for _, r := range lindung.Digits(typed) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune(" +-.()/‐‑–＋\u00a0\u200b\u200e\u202a\u202c\t", r):
			return ""
		}
	}
	digits := strings.TrimLeft(b.String(), "0")
	if len(digits) < leastDigits || len(digits) > 15 {
		return ""
	}
	return digits
}

// SamePhone reports whether two numbers, as digits, may be one: the shorter is the longer
// without the code of its country or of its place.
func SamePhone(a, b string) bool {
	return len(a) >= leastDigits && len(b) >= leastDigits && (strings.HasSuffix(a, b) || strings.HasSuffix(b, a))
}

// lastOf are the digits by which telephones are found.
func lastOf(digits uint64) uint32 { return uint32(digits % 10_000_000) }

const sayableRunes = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// endOf returns the last part of a case number as one number, whatever the case and the
// spaces in which it was typed; 0 for what is none. Letters that a number does not have
// are read as the digits that they look like.
func endOf(typed string) uint64 {
	text := strings.NewReplacer(" ", "", "-", "", "‐", "", "–", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(strings.TrimSpace(lindung.Digits(typed))))
	if len(text) == 11 { // with country and year
		text = text[4:]
	}
	if len(text) != 7 {
		return 0
	}
	n := uint64(1)
	for _, r := range text {
		i := strings.IndexRune(sayableRunes, r)
		if i < 0 {
			return 0
		}
		n = n<<5 | uint64(i)
	}
	return n
}

// sought reports whether a finder may know an answer to a form: it reads the case again
// when the form is answered anew.
func sought(f *field.Form) bool {
	return f.Name == person.Birth.Name || slices.ContainsFunc(f.Fields, func(i *field.Info) bool {
		return i.Kind == field.KindPhone || i.Kind == field.KindCode || i.Kind == field.KindCodes || i.Kind == field.KindCountries
	})
}

// tells reports whether the finder knows anything of the answers to a form.
func (k *known) tells(f *field.Form) bool {
	return f.Name == person.Birth.Name || slices.ContainsFunc(f.Fields, func(i *field.Info) bool {
		return i.Kind == field.KindPhone || slices.Contains(k.asked, i)
	})
}

// read reads what is to be known of cases that have changed. What does not open is left
// out: the doctor says so.
func (k *known) read(tx *access.Tx, of []Changed) (map[lindung.CaseID]fact, error) {
	ids := make([]lindung.CaseID, len(of))
	wrapped := map[string][]byte{}
	for i, c := range of {
		ids[i], wrapped[string(c.ID)] = c.ID, c.wrapped
	}
	rows, err := answersIn(tx, ids)
	if err != nil {
		return nil, err
	}
	all := map[lindung.CaseID]fact{}
	for _, r := range rows {
		f, ok := formNamed(tx, r.form)
		if !ok || !k.tells(f) || f.Repeat != nil && r.Status != RecordOpen {
			continue
		}
		key, err := tx.Unwrap(r.owner, wrapped[r.owner])
		var opened Record
		if err == nil {
			opened, err = r.open(key, f)
		}
		if access.IsBroken(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		id := lindung.CaseID(r.owner)
		all[id] = k.learn(all[id], f, opened.Values)
	}
	return all, nil
}

// learn adds what the answers to a form say.
func (k *known) learn(was fact, f *field.Form, v field.Values) fact {
	if from, to, ok := person.Born(v); ok {
		was.born = born{dayNumber(from), dayNumber(to)}
	}
	for _, i := range f.Fields {
		switch {
		case i.Kind == field.KindPhone:
			if n, err := strconv.ParseUint(PhoneDigits(v.Text(i)), 10, 64); err == nil {
				was.lines = append(was.lines, line{digits: n, field: k.phone(i)})
			}
		case slices.Contains(k.asked, i):
			for code := range strings.SplitSeq(v.Text(i), "; ") {
				if code != "" {
					was.codes = append(was.codes, Coded{i, strings.Clone(code)})
				}
			}
		}
	}
	return was
}

// phone returns the number of a field with telephones.
func (k *known) phone(i *field.Info) uint8 {
	k.mu.Lock()
	defer k.mu.Unlock()
	at := slices.Index(k.phones, i)
	if at < 0 {
		k.phones, at = append(k.phones, i), len(k.phones)
	}
	return uint8(at)
}
