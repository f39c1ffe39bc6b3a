package story

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/person"
)

// act does what a line says and returns what the one who does it is shown.
type act func(*run, line) ([]string, error)

// acts are what people can do in a story, by the words it begins with.
var acts = map[string]act{
	"open case":         openCase,         // open case c1 name="Sok Example" [beside c0 event=raid text="…"] [FIELD=…]
	"count refusal":     countRefusal,     // count refusal c1 help_taken=food
	"answer":            answer,           // answer c1 medicines=insulin
	"take up":           takeUp,           // take up c1: the forms as they are now, to answer them
	"note":              note,             // note c1 support: slept badly
	"show":              show,             // show c1 > Sok Example: identity health
	"read":              readField,        // read c1 medicines > insulin
	"record":            record,           // record c1 service=shelter service_on=2026-11-20 [for ana@shelter]
	"correct":           correct,          // correct c1 service_result=given: the record with the latest day
	"strike":            strike,           // strike c1 service: why
	"records":           showRecords,      // records c1 service > done: shelter Example House given
	"earlier":           showEarlier,      // earlier c1 service > open: shelter
	"attach":            attach,           // attach c1 identity_paper: Passport
	"relate":            relate,           // relate c1 to c2 as mother
	"related":           showRelated,      // related c1 > mother of c2
	"join":              joinEvent,        // join c1 to c2 event=boat place="Example Bay"
	"carried":           showCarried,      // carried d1 > names identity_birth interview
	"tellings":          tellings,         // tellings c1 > 2026-03-02 Example Police: journey work
	"due":               showDue,          // due days=7 > c1 records form.service
	"urgent":            showUrgent,       // urgent c1 > health_urgent
	"duties":            showDuties,       // duties c1 > KH care, PH national 2026-12-01: rules that bind, by state
	"suspect":           suspect,          // suspect c1 name="Boss Example" roles=recruiter is=no_sign [same=yes]: why
	"suspects":          showSuspects,     // suspects c1 > Boss Example: recruiter no_sign / c2 organiser may_be
	"same suspect":      joinSuspects,     // same suspect p2 with p1 name="Boss Example"
	"reminders":         showReminders,    // reminders c1 > victim
	"proceedings":       showProceedings,  // proceedings > c1 hearing hearings
	"notes":             showNotes,        // notes c1 > support: slept badly
	"event":             showEvent,        // event c1 > raid c1 c2: forty people
	"meet":              meet,             // meet c1 how=asked [ill=yes] [danger=yes] [signs=ILO.07] [FIELD=…] > screen
	"waits":             showWaiting,      // waits c1 > c1 to_see, c2 care
	"search":            search,           // search "Sok" > c1
	"list":              list,             // list > c1 c2
	"assign":            assign,           // assign c1 to ana@shelter
	"hand over":         handOver,         // hand over c1 c2 from ana@shelter to rath@shelter: a word
	"team":              team,             // team c1 with ana@shelter
	"close":             closeCase,        // close c1 reason=returned
	"reopen":            reopen,           // reopen c1
	"history":           history,          // history c1: it may be read
	"consent":           give,             // consent c1 to hospital for assistance groups=identity,health days=30
	"narrow":            narrow,           // narrow consent c1 to hospital groups=identity
	"withdraw":          withdraw,         // withdraw consent from hospital
	"card":              card,             // card c1 > hospital assistance: was open 24h0m0s, read 2 times
	"agreed":            agreed,           // agreed c1 > hospital assistance: identity health
	"propose":           propose,          // propose c1 to police kind=child_at_risk source="…": reason
	"agree":             agree,            // agree c1
	"end basis":         endBasis,         // end basis c1
	"prove":             prove,            // prove who I am
	"refer":             refer,            // refer c1 to hospital need=health days=3 [instead=ngo]: words
	"refer all":         referAll,         // refer all c1 c2 to hospital need=health days=3: words
	"accept all":        acceptAll,        // accept all c1: who was referred with c1 too
	"remind":            remind,           // remind c1 to hospital
	"referral":          referralPage,     // referral c1 > words: none
	"conditions":        conditions,       // conditions c1 > only the night nurse
	"told of":           toldOf,           // told of c1 > keep_from
	"warnings":          warnings,         // warnings c1 > referral.warn.safety
	"preview":           preview,          // preview c1 to hospital > seen: names birth_date / not: medicines
	"offer":             offer,            // offer c1 to ngo: words
	"take over":         takeOver,         // take over c1: come at 20:00
	"handed over":       handedOver,       // handed over > c1 to ngo
	"accept":            accept,           // accept c1 [hold=9]: come at 20:00
	"hold":              holdPlace,        // hold c1 answer=longer|came|free [hold=9]: words
	"decline":           decline,          // decline c1 reason=full: words
	"finish":            finish,           // finish c1 outcome=given: words
	"take back":         takeBack,         // take back c1 to hospital
	"link":              link,             // link c1 as d1 name="Sok"
	"inbox":             inbox,            // inbox > c1 health sent
	"sent":              sent,             // sent > c1 hospital accepted
	"ask":               askSide,          // ask c1 to hospital: is there a bed?
	"reply":             answerSide,       // reply c1: yes
	"tell":              tellSide,         // tell c1: they have arrived
	"settle":            settle,           // settle c1 answer=erased: words
	"noted":             noted,            // noted c1 to hospital
	"invite":            invite,           // invite lia@shelter as caseworker
	"enrol":             enrol,            // enrol lia@shelter with "a password of some length"
	"pass":              makePass,         // pass for lia@shelter > waits
	"agree to what":     agreeRight,       // agree to what waits: the one right that does
	"give what":         giveRight,        // give what waits to lia@shelter
	"sign in":           signIn,           // sign in lia@shelter with device|recovery|pass
	"screen":            screen,           // screen c1 with ilo_11@2012 present=ILO.02,ILO.08 [again=unclear] > forced_labour_signs:
	"screenings":        screenings,       // screenings c1 > forced_labour_signs:
	"decide":            decide,           // decide c1 status=ActualVictimOfTrafficking law="Example Act 6" [by="…" kind=Police country=TH]
	"becomes":           becomes,          // becomes c1 to=appealed: why
	"notify":            notify,           // notify c1 state=KH authority="Example Office" > stopped: not_asked
	"decisions":         decisions,        // decisions c1 > ActualVictimOfTrafficking by Example Police Unit
	"bring in":          bringIn,          // bring in a file, whose lines follow after a bar > 2 stored, 0 there already, 0 refused
	"undo":              undo,             // undo the file > 2 erased
	"export":            export,           // export > 2 cases
	"child":             child,            // child c1 > yes
	"undertake":         undertake,        // undertake: the words of today
	"set":               change,           // set emergency=1
	"end work":          endWork,          // end work of rath@shelter
	"second password":   secondPassword,   // second password is="four small kites"
	"signed in":         signedIn,         // signed in rath@shelter > yes
	"alarms":            alarms,           // alarms > force rath@shelter
	"end alarm":         endAlarm,         // end alarm [answer=explained]
	"look at reading":   lookAtReading,    // look at reading: what the program does each hour
	"stop everything":   stopAll,          // stop everything > 3 cases are paused
	"go through":        goThrough,        // go through c1 c2: what is shared goes on
	"away":              away,             // away > since 14 days
	"calendar":          calendar,         // calendar: an address for a calendar program
	"feed":              feed,             // feed of ana@shelter > 3 days
	"protect":           protect,          // protect c9 for rath@shelter budi@shelter
	"emergency":         openEmergency,    // emergency c2 danger=health: they do not wake up
	"confirm emergency": confirmEmergency, // confirm emergency
	"judge emergency":   judgeEmergency,   // judge emergency verdict=justified: talked with the doctor
	"home":              home,             // home > urgent 1, queue 2
	"long overdue":      longOverdue,      // long overdue > c1 referrals dossier.due.answer
	"plan conference":   planConference,   // plan conference c1 with ngo police: what comes next
	"conference":        showConference,   // conference c1 > ngo invited
	"in conference":     inConference,     // in conference c1 part=said group=situation: words
	"say free":          sayFree,          // say free=3 [offer_services=shelter offer_takes=woman]
	"look up":           lookUp,           // look up service=shelter free=yes > ngo 3 free
	"register":          register,         // register body="Example Clinic" phone=… country=KH
	"enquire":           enquire,          // enquire of ngo need=shelter woman=1 start=today nights=few
	"enquiries":         enquiries,        // enquiries > ngo says yes 2
	"answer enquiry":    answerEnquiry,    // answer enquiry answer=yes places=2
	"forget":            forget,           // forget: what the program does each hour
	"document":          document,         // document c1 summary > names identity_birth
	"approve":           approve,          // approve c1 to outside
	"photograph":        photograph,       // photograph c1 identity_paper: Passport
	"files":             showFiles,        // files c1 > identity_paper jpeg, cleaned
	"be counted":        beCounted,        // be counted days=30 [answer=no]: in the figures of who asks
	"figures":           figures,          // figures by=sex [file=yes] [others=yes] > 6 counted / Feminine 6
	"counted":           counted,          // counted > c1 c2
	"desk of":           giveDesk,         // desk of hospital kind=regional voice=AICHR
	"draft":             draftRow,         // draft events m1 id=EXAMPLE-2026 kind=meeting … > what the checks find wrong
	"submit":            submit,           // submit m1: to another organisation
	"review":            review,           // review m1 [answer=no]: words
	"publish":           publish,          // publish m1 > edition 1
	"proposal":          showProposal,     // proposal m1 > published
	"followed":          showFollowed,     // followed EXAMPLE-2026-R1 > answer by TH
	"tip":               recordTip,        // tip t1 kind=crisis tip_said="…" [back=yes tip_back_at=… tip_back_channels=call tip_back_hours=…]
	"look at":           lookAt,           // look at t1
	"answer tip":        answerTip,        // answer tip t1: what they were told
	"end tip":           endTip,           // end tip t1 outcome=passed: why
	"open from":         openFrom,         // open from t1 c1 name="Sok Example"
	"tips":              showTips,         // tips > t1 crisis look
	"enter":             enter,            // enter kind=agency entity_names="Golden Example" entity_numbers="+62…"
	"name in":           nameIn,           // name in c1 kind=agency role=recruited entity_names="Golden Example"
	"named in":          namedIn,          // named in c1 > Golden Example recruited
	"seen before":       seenBefore,       // seen before text="Golden Example" > ask Yayasan Contoh
	"asked of ours":     askedOfOurs,      // asked of ours > Golden Example by Example Shelter
	"activity":          activity,         // activity kind=training article=16 reach=18 activity_place="Example Town"
	"activities":        activities,       // activities > 16 training 18
	"similar":           similar,          // similar name="Sok Example" birth_date=1999 > ask Ana
	"same":              same,             // same c1 as c2: why
	"part":              part,             // part c2 from c1
	"also":              showAlso,         // also c1 > c2
}

// posted turns settings into what a browser posts for a form.
func (l line) posted(f *field.Form) url.Values {
	in := url.Values{}
	for name, text := range l.set {
		base, _, _ := strings.Cut(name, "-")
		if _, ok := f.Field(base); !ok {
			continue
		}
		if absent, ok := strings.CutPrefix(text, "?"); ok {
			name, text = name+"-absent", absent
		}
		in.Set(name, text)
	}
	return in
}

// answers reads the settings that are fields, by form.
func (r *run) answers(l line, forms ...*field.Form) (map[string]field.Values, error) {
	out := map[string]field.Values{}
	for _, f := range forms {
		in := l.posted(f)
		if len(in) == 0 {
			continue
		}
		v, problems := f.Decode(in, r.node.Now())
		if len(problems) > 0 {
			return nil, fmt.Errorf("%s: %s", problems[0].Field, problems[0].Key)
		}
		out[f.Name] = v
	}
	return out, nil
}

func (l line) names() []person.Name {
	var all []person.Name
	for _, kind := range []string{"name", "nickname"} {
		if text := l.set[kind]; text != "" {
			all = append(all, person.Name{Text: text, Kind: map[string]string{"name": "official", "nickname": "nickname"}[kind]})
		}
	}
	return all
}

// opened remembers a case under the name that the story gives it.
func (r *run) opened(name string, c cases.Case) {
	r.cases[name], r.numbers[name] = c.ID, c.Number
	r.names[string(c.ID)] = name
}

func openCase(r *run, l line) ([]string, error) {
	answers, err := r.answers(l, r.session.Forms()...)
	if err != nil || len(l.words) == 0 {
		return nil, errors.Join(err, need(len(l.words) > 0, "open case c1 …"))
	}
	n := cases.New{Names: l.names(), Answers: answers, Doubt: l.set["doubt"] == "yes"}
	if l.set["event"] != "" {
		n.Event = &cases.Event{Kind: l.set["event"], Place: l.set["place"], Text: l.say}
	}
	var c cases.Case
	if from, ok := r.cases[l.after("beside")]; ok {
		c, err = cases.OpenSibling(r.ctx, r.session, from, n)
	} else {
		c, err = cases.Open(r.ctx, r.session, n)
	}
	if err == nil {
		r.opened(l.words[0], c)
	}
	return nil, err
}

func need(ok bool, form string) error {
	if ok {
		return nil
	}
	return fmt.Errorf("say: %s", form)
}

func countRefusal(r *run, l line) ([]string, error) {
	answers, err := r.answers(l, person.Counted)
	if err != nil || len(l.words) == 0 {
		return nil, errors.Join(err, need(len(l.words) > 0, "count refusal c1 help_taken=food"))
	}
	c, err := cases.CountRefusal(r.ctx, r.session, answers[person.Counted.Name])
	if err == nil {
		r.opened(l.words[0], c)
	}
	return nil, err
}

// answer saves the forms of the fields that are set, from the version that the
// actor has last seen.
func answer(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	answers, err := r.answers(l, r.session.Forms()...)
	if err != nil {
		return nil, err
	}
	for _, f := range r.session.Forms() {
		v, ok := answers[f.Name]
		if !ok {
			continue
		}
		seen := r.who + " " + name + " " + f.Name
		if err := cases.SaveForm(r.ctx, r.session, id, f, r.taken[seen], v); err != nil {
			return nil, err
		}
		r.taken[seen]++
	}
	return nil, nil
}

func takeUp(r *run, l line) ([]string, error) {
	name, c, err := r.see(l)
	for form, s := range c.Sections {
		r.taken[r.who+" "+name+" "+form] = s.Version
	}
	return nil, err
}

func note(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil || len(l.words) < 2 {
		return nil, errors.Join(err, need(len(l.words) > 1, "note c1 support: words"))
	}
	return nil, cases.AddNote(r.ctx, r.session, id, l.words[1], l.say)
}

// see opens the case that an act speaks of.
func (r *run) see(l line) (string, cases.Case, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return name, cases.Case{}, err
	}
	c, err := cases.Read(r.ctx, r.session, id)
	return name, c, err
}

func show(r *run, l line) ([]string, error) {
	_, c, err := r.see(l)
	if err != nil {
		return nil, err
	}
	called := c.Called()
	switch {
	case c.Refused:
		called = "counted only"
	case called == "":
		called = "no name"
	}
	return []string{called + ": " + join(c.Groups)}, nil
}

func join[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, x := range all {
		words[i] = string(x)
	}
	return strings.Join(words, " ")
}

func readField(r *run, l line) ([]string, error) {
	_, c, err := r.see(l)
	if err != nil {
		return nil, err
	}
	for _, f := range append([]*field.Form{person.Counted}, r.session.Forms()...) {
		i, ok := f.Field(l.words[len(l.words)-1])
		if !ok {
			continue
		}
		if absent, ok := c.Answers(f).Absent(i); ok {
			return []string{string(absent)}, nil
		}
		if text := c.Answers(f).Text(i); text != "" {
			return []string{text}, nil
		}
		return nil, nil
	}
	return nil, fmt.Errorf("there is no field %q", l.words[len(l.words)-1])
}

func showNotes(r *run, l line) ([]string, error) {
	_, c, err := r.see(l)
	var all []string
	for _, n := range c.Notes {
		all = append(all, n.Kind+": "+n.Text)
	}
	slices.Sort(all)
	return all, err
}

func child(r *run, l line) ([]string, error) {
	_, c, err := r.see(l)
	return []string{map[bool]string{true: "yes", false: "no"}[c.Child]}, err
}

func showEvent(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	e, err := cases.ReadEvent(r.ctx, r.session, id)
	return []string{e.Kind + " " + r.rows(e.Cases) + ": " + e.Text}, err
}

// rows are the names of cases in alphabetical order.
func (r *run) rows(all []cases.Row) string {
	var names []string
	for _, c := range all {
		name := r.names[string(c.ID)]
		if name == "" {
			name = "another"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func search(r *run, l line) ([]string, error) {
	found, err := r.finder.Search(r.ctx, r.session, strings.Join(l.words, " "))
	rows := make([]cases.Row, len(found))
	for i, f := range found {
		rows[i] = f.Row
	}
	return nonEmpty(r.rows(rows)), err
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func list(r *run, _ line) ([]string, error) {
	rows, _, err := cases.List(r.ctx, r.session, cases.Filter{})
	return nonEmpty(r.rows(rows)), err
}

// other returns the actor that follows a word.
func (r *run) other(l line, word string) (lindung.ActorID, error) {
	s, ok := r.people[l.after(word)]
	return s.Actor().ID, need(ok, word+" NAME@ORG")
}

func assign(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	to, missing := r.other(l, "to")
	if err := errors.Join(err, missing); err != nil {
		return nil, err
	}
	return nil, cases.Assign(r.ctx, r.session, id, to)
}

func handOver(r *run, l line) ([]string, error) {
	from, missing := r.other(l, "from")
	to, nobody := r.other(l, "to")
	if err := errors.Join(missing, nobody); err != nil {
		return nil, err
	}
	h := cases.HandingOver{From: from, To: to, Note: l.say}
	for _, word := range l.words {
		if id, ok := r.cases[word]; ok {
			h.Cases = append(h.Cases, id)
		}
	}
	return nil, cases.HandOver(r.ctx, r.session, h)
}

func team(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	with, missing := r.other(l, "with")
	if err := errors.Join(err, missing); err != nil {
		return nil, err
	}
	return nil, cases.AddMember(r.ctx, r.session, id, with)
}

func closeCase(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	return nil, cases.Close(r.ctx, r.session, id, l.set["reason"])
}

func reopen(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	return nil, cases.Reopen(r.ctx, r.session, id)
}

func history(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	entries, err := dossier.History(r.ctx, r.session, id, 100)
	var all []string
	for _, e := range slices.Backward(entries) {
		all = append(all, r.told(e))
	}
	return all, err
}
