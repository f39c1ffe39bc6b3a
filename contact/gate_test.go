package contact

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/field"
	"lindung/person"

	"pgregory.net/rapid"
)

const words = "The library book is ready."

// answers are those of the form that a test does not change.
func answers(t interface{ Fatal(...any) }, texts map[*field.Info]string) field.Values {
	var v field.Values
	for i, text := range texts {
		if text == "" {
			continue
		}
		if _, _, bad := v.Parse(i, text, time.Now()); bad != nil {
			t.Fatal(bad)
		}
	}
	return v
}

func agreed(change map[*field.Info]string) map[*field.Info]string {
	all := map[*field.Info]string{
		person.MessagePhone.Info: "+6281200000001", person.MessageReader.Info: "person",
		person.MessageDays.Info: "monday; wednesday", person.MessageHours.Info: "morning; evening", person.MessageWords.Info: words,
	}
	for i, text := range change {
		all[i] = text
	}
	return all
}

func TestGate(t *testing.T) {
	at := func(text string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", text, lindung.Zone("KH"))
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	const monday, tuesday, wednesday = "2026-11-30 ", "2026-12-01 ", "2026-12-02 "
	for _, test := range []struct {
		name   string
		change map[*field.Info]string
		limits string
		way    Way
		at     string
		where  lindung.Country
		last   string
		why    string
		until  string // "" for never, or now
	}{
		{name: "in the morning of an agreed day", at: monday + "09:00"},
		{name: "the first minute", at: monday + "06:00"},
		{name: "before it", at: monday + "05:59", why: WhyHour, until: monday + "06:00"},
		{name: "the last minute", at: monday + "21:59"},
		{name: "at night", at: monday + "22:00", why: WhyHour, until: wednesday + "06:00"},
		{name: "between the agreed hours", at: monday + "13:10", why: WhyHour, until: monday + "18:00"},
		{name: "another day", at: tuesday + "09:00", why: WhyDay, until: wednesday + "06:00"},
		{name: "by mail, to which nobody agreed", way: Email, at: monday + "09:00", why: WhyNoWay},
		{name: "no number", change: map[*field.Info]string{person.MessagePhone.Info: ""}, at: monday + "09:00", why: WhyNotAgreed},
		{name: "no words", change: map[*field.Info]string{person.MessageWords.Info: ""}, at: monday + "09:00", why: WhyNotAgreed},
		{name: "no days", change: map[*field.Info]string{person.MessageDays.Info: ""}, at: monday + "09:00", why: WhyNotAgreed},
		{name: "no hours", change: map[*field.Info]string{person.MessageHours.Info: ""}, at: monday + "09:00", why: WhyNotAgreed},
		{name: "not asked who reads it", change: map[*field.Info]string{person.MessageReader.Info: ""}, at: monday + "09:00", why: WhyNotAgreed},
		{name: "no messages any more", limits: "no_messages", at: monday + "09:00", why: WhyStopped},
		{name: "no calls says nothing of messages", limits: "no_calls no_visits not_night", at: monday + "09:00"},
		{name: "no others, and the person alone reads it", limits: "no_others", at: monday + "09:00"},
		{name: "no others, and others read it", change: map[*field.Info]string{person.MessageReader.Info: "trusted"}, limits: "no_others", at: monday + "09:00", why: WhyReaders},
		{name: "not in the morning any more", limits: "not_morning", at: monday + "09:00", why: WhyHour, until: monday + "18:00"},
		{name: "no hour is left", limits: "not_morning not_evening", at: monday + "09:00", why: WhyNoTime},
		{name: "no day is left", change: map[*field.Info]string{person.MessageDays.Info: "saturday; sunday"}, limits: "not_weekend", at: monday + "09:00", why: WhyNoTime},
		{name: "Friday may be the weekend in Brunei", change: map[*field.Info]string{person.MessageDays.Info: "friday"}, limits: "not_weekend", where: "BN", at: monday + "09:00", why: WhyNoTime},
		{name: "one went today", last: monday + "08:00", at: monday + "09:00", why: WhyOften, until: wednesday + "06:00"},
		{name: "one went yesterday", change: map[*field.Info]string{person.MessageDays.Info: "monday; tuesday"}, last: monday + "20:00", at: tuesday + "07:00"},
		{name: "where nobody knows the hour", where: "US", at: monday + "09:00", why: WhyPlace},
		// In Jayapura the evening ends two hours before Jakarta's.
		{name: "evening in one zone of Indonesia, night in another", where: "ID", at: monday + "20:30", why: WhyHour, until: wednesday + "06:00"},
		{name: "evening in all zones of Indonesia", where: "ID", at: monday + "18:30"},
	} {
		if test.way == "" {
			test.way = SMS
		}
		if test.where == "" {
			test.where = "KH"
		}
		q := Question{Rule: RuleOf(answers(t, agreed(test.change))), Limits: strings.Fields(test.limits), Way: test.way, Now: at(test.at), Country: test.where}
		if test.last != "" {
			q.Last = at(test.last)
		}
		m, v := Gate(q)
		var until time.Time
		if test.until != "" {
			until = at(test.until)
		}
		if v.Goes != (test.why == "") || v.Why != test.why || !v.Until.Equal(until) {
			t.Errorf("%s: %+v, not %q until %v", test.name, v, test.why, until)
		}
		if want := map[bool]string{true: words}[v.Goes]; m.Words() != want || v.Goes && m.To() != "+6281200000001" {
			t.Errorf("%s: says %q to %q", test.name, m.Words(), m.To())
		}
	}
}

// TestNothingPassesTheGate: whatever was agreed, narrowed and asked, no message leaves by a way,
// on a day or at an hour that was not agreed or was taken away since, and it says the agreed
// words to the agreed address. What is asked here is written a second time, not taken from
// the gate.
func TestNothingPassesTheGate(t *testing.T) {
	zones := map[string]*time.Location{}
	for _, name := range []string{"Asia/Phnom_Penh", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Yangon", "Asia/Brunei", "Asia/Dili"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones[name] = zone
	}
	rapid.Check(t, func(r *rapid.T) {
		pick := func(list *field.List, name string) (codes []string) {
			for _, c := range list.Codes {
				if rapid.IntRange(0, 2).Draw(r, name+" "+c.Name) > 0 {
					codes = append(codes, c.Name)
				}
			}
			return codes
		}
		days, parts := pick(person.Weekdays, "day"), pick(person.DayParts, "part")
		// One answer is left out now and then; most rules are whole.
		one := func(name string, of ...string) string {
			if rapid.IntRange(0, 9).Draw(r, "no "+name) == 9 {
				return ""
			}
			return rapid.SampledFrom(of).Draw(r, name)
		}
		phone, email := one("phone", "+6281200000001", "+66800000002"), one("email", "a@example.org")
		reader, text := one("reader", "person", "trusted"), one("words", words, "Buku sudah siap.", "หนังสือพร้อมแล้ว")
		var limits []string
		for _, l := range Limits {
			if rapid.IntRange(0, 5).Draw(r, l) == 5 {
				limits = append(limits, l)
			}
		}
		rule := RuleOf(answers(r, map[*field.Info]string{
			person.MessagePhone.Info: phone, person.MessageEmail.Info: email, person.MessageReader.Info: reader, person.MessageWords.Info: text,
			person.MessageDays.Info: strings.Join(days, "; "), person.MessageHours.Info: strings.Join(parts, "; "),
		}))
		start := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
		country := rapid.SampledFrom([]lindung.Country{"KH", "ID", "MM", "BN", "TL", "US", ""}).Draw(r, "country")
		way := rapid.SampledFrom(Ways).Draw(r, "way")
		// The kind that asks is not among what the gate is told: it says the same for each.
		q := Question{Rule: rule, Limits: limits, Way: way, Now: start.Add(time.Duration(rapid.IntRange(0, 14*24*60).Draw(r, "minute")) * time.Minute), Country: country}
		if rapid.Bool().Draw(r, "sent") {
			q.Last = q.Now.Add(-time.Duration(rapid.IntRange(0, 72*60).Draw(r, "ago")) * time.Minute)
		}
		whole := text != "" && len(days) > 0 && len(parts) > 0 && reader != "" && phone+email != ""
		to := map[Way]string{SMS: phone, Email: email}[q.Way]
		may := func(at time.Time) bool {
			if !whole || to == "" || slices.Contains(limits, "no_messages") || reader == "trusted" && slices.Contains(limits, "no_others") {
				return false
			}
			names := map[lindung.Country][]string{
				"KH": {"Asia/Phnom_Penh"}, "ID": {"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}, "MM": {"Asia/Yangon"}, "BN": {"Asia/Brunei"}, "TL": {"Asia/Dili"},
			}[country]
			for _, name := range names {
				there := at.In(zones[name])
				day, part := strings.ToLower(there.Weekday().String()), ""
				switch h := there.Hour(); {
				case h >= 6 && h < 12:
					part = "morning"
				case h >= 12 && h < 18:
					part = "afternoon"
				case h >= 18 && h < 22:
					part = "evening"
				}
				rest := day == "saturday" || day == "sunday" || country == "BN" && day == "friday"
				if !slices.Contains(days, day) || !slices.Contains(parts, part) || slices.Contains(limits, "not_"+part) || rest && slices.Contains(limits, "not_weekend") {
					return false
				}
				if y, m, d := there.Date(); !q.Last.IsZero() {
					if ly, lm, ld := q.Last.In(zones[name]).Date(); y == ly && m == lm && d == ld {
						return false
					}
				}
			}
			return len(names) > 0
		}
		judge := func(at time.Time) Verdict {
			q := q
			q.Now = at
			m, v := Gate(q)
			if v.Goes != may(at) {
				r.Fatalf("at %v goes is %v: %+v", at, v.Goes, v)
			}
			if v.Goes && (m.Words() != text || m.To() != to || m.Way() != way) || !v.Goes && m != (Message{}) {
				r.Fatalf("the message is %+v", m)
			}
			if !v.Goes && !slices.Contains(Whys, v.Why) {
				r.Fatalf("no reason: %+v", v)
			}
			return v
		}
		for at := start; at.Before(start.Add(7 * 24 * time.Hour)); at = at.Add(97 * time.Minute) {
			judge(at)
		}
		v, now := judge(q.Now), q.Now
		if !v.Until.IsZero() && (!may(v.Until) || !v.Until.After(now)) {
			r.Fatalf("waits until %v, when it may not go", v.Until)
		}
		end := v.Until
		if v.Never() {
			end = now.Add(8 * 24 * time.Hour)
		}
		for at := now; !v.Goes && at.Before(end); at = at.Add(15 * time.Minute) {
			if may(at) {
				r.Fatalf("%+v, and may go at %v", v, at)
			}
		}
	})
}

// TestPauses: each pause is longer than the one before, up to a bound.
func TestPauses(t *testing.T) {
	var all []time.Duration
	for n := 1; n < 10; n++ {
		all = append(all, pauseAfter(n))
	}
	want := []time.Duration{1, 2, 4, 8, 16, 32, 64, 120, 120}
	for i := range want {
		want[i] *= time.Minute
	}
	if !slices.Equal(all, want) {
		t.Error(all)
	}
}
