package i18n

import (
	"bytes"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// A Stage is a part of the texts that is translated in one go, in the order of need: what a
// person at risk reads first.
type Stage string

// The stages. Every English text is of exactly one.
const (
	StageFrame    Stage = "0"   // the frame of every page
	StageHelp     Stage = "1"   // the help pages and what the Convention promises
	StageTrouble  Stage = "1b"  // pages and problems of what went wrong
	StageConsent  Stage = "2"   // consent, letters and the words for what is shared
	StageOwn      Stage = "own" // what the person of a case reads of their own case
	StageSignIn   Stage = "3"   // sign-in, account, the titles of pages
	StageCase     Stage = "4"   // the case
	StageReferral Stage = "5"   // referral, queue, home
	StageFinding  Stage = "6"   // screening and decisions
	StageFields   Stage = "7"   // questions, forms and codes
	StagePublic   Stage = "8"   // the rest of the public site
	StageOffice   Stage = "9"   // everything else
)

// stages lists the stages in the order of need, with what the keys of their texts begin
// with. Where several fit a key, the longest counts.
var stages = []struct {
	stage    Stage
	prefixes string
}{
	{StageFrame, `common. lang. public.draft public.choice. public.nav. public.foot. public.menu page.leave page.program page.skip page.menu page.nav
		page.language page.foot page.print page.change page.choose page.yes page.no page.date page.hint page.absent page.other page.show page.why`},
	{StageHelp, `public.help. public.sheet. public.promise. public.contact. public.compare_with_text convention.strength. convention.certainty. convention.topic.
		public.checked public.read_in public.found public.proof public.known public.softened`},
	{StageTrouble, `page.error page.problem problem.`},
	{StageConsent, `consent. letter. basis. bases. group. purpose. absent. sector. page.consent page.letter page.bases page.basis page.withdrawal withdrawal.`},
	{StageOwn, `own. report.`},
	{StageSignIn, `sign_in. sign_in_help. enrol. enrol_spent. codes_once. step_up. account. nav. hand_out. undertaking. sessions. unsaved. unsent. draft. drafts.
		page. page.notice role. stop. paused.`},
	{StageCase, `case. cases. note_kind. history. lists. name_kind. age. dossier. document. documents. attachment relation. telling. since. close_reason.
		event_kind. kept. similar. sent_before. search.`},
	{StageReferral, `referral. queue. home. days. decline. outcome. done. need. hand_over. end_answer. hold_answer. workload. unnamed. escalated. recipients. team. act.`},
	{StageFinding, `identification. screening. decision. notice.`},
	{StageFields, `field. form. code.`},
	{StagePublic, `public. convention.`},
	{StageOffice, `web. body. directory. enquiries. enquiry. exchange. offer. duties. event. figures. matters. proceedings. suspect. export. files. log. activities.
		activity. entities. entity. setting. settings. tip. tips. conference. emergency. transfer. paper. words. own_view. complaints. link. message. spoken. unknown. administration. alarms. calendar. org. people. rights. desk. file. row. proposal. fault. edition. remark. bring. questions.`},
}

// What a side of the program needs before a language is offered there. What else is shown
// there falls back to English, marked as English.
var (
	ForHelp    = []Stage{StageFrame, StageHelp}                                                         // the public help pages
	ForPublic  = []Stage{StageFrame, StageHelp, StagePublic}                                            // the whole public site
	ForTrouble = []Stage{StageFrame, StageTrouble}                                                      // pages of errors
	ForStaff   = []Stage{StageFrame, StageTrouble, StageConsent, StageSignIn, StageCase, StageReferral} // the staff side
	ForOwn     = []Stage{StageFrame, StageOwn}                                                          // the person's own view
)

// Stages returns the stages in the order of need.
func Stages() []Stage {
	all := make([]Stage, len(stages))
	for i, s := range stages {
		all[i] = s.stage
	}
	return all
}

// StageOf returns the stage of a text; "" for a key that no stage has.
func StageOf(key string) Stage {
	for _, b := range beginnings() {
		if strings.HasPrefix(key, b.prefix) {
			return b.stage
		}
	}
	return ""
}

type beginning struct {
	prefix string
	stage  Stage
}

// beginnings are what keys begin with, the longest first.
var beginnings = sync.OnceValue(func() []beginning {
	var all []beginning
	for _, s := range stages {
		for _, p := range strings.Fields(s.prefixes) {
			all = append(all, beginning{p, s.stage})
		}
	}
	slices.SortStableFunc(all, func(a, b beginning) int { return len(b.prefix) - len(a.prefix) })
	return all
})

// Whole reports whether a language has every text of the stages, drafts among them.
func (l Lang) Whole(stages ...Stage) bool {
	count := counts()[l]
	for _, s := range stages {
		if count[s] < counts()[English][s] {
			return false
		}
	}
	return Known(l)
}

// Offered returns the languages that are whole in the stages, in the order in which pages
// offer them. English is always among them.
func Offered(stages ...Stage) []Lang {
	return slices.DeleteFunc(Langs(), func(l Lang) bool { return !l.Whole(stages...) })
}

// Staff returns the languages that the staff side is offered in.
var Staff = sync.OnceValue(func() []Lang { return Offered(ForStaff...) })

// counts says how many English texts of each stage a language has. It looks only at the
// keys: no catalog is kept in memory for it.
var counts = sync.OnceValue(func() map[Lang]map[Stage]int {
	english := map[string]Stage{}
	for _, key := range catalogKeys(files, English) {
		english[key] = StageOf(key)
	}
	all := map[Lang]map[Stage]int{}
	for _, l := range langs {
		all[l] = map[Stage]int{}
		for _, key := range catalogKeys(files, l) {
			if s, ok := english[key]; ok {
				all[l][s]++
			}
		}
	}
	return all
})

// catalogKeys returns the keys of a catalog. It reads a text in each line, as the files
// are written: see orderFaults, which refuses others.
func catalogKeys(fsys fs.FS, l Lang) []string {
	areas, _ := fs.Glob(fsys, path.Join("catalog", string(l), "*.json")) // the pattern is good
	seen := map[string]bool{}
	for _, area := range areas {
		raw, err := fs.ReadFile(fsys, area)
		if err != nil {
			continue // load reports it
		}
		for line := range bytes.Lines(raw) {
			if key, ok := bytes.CutPrefix(line, []byte(`  "`)); ok {
				key, _, _ = bytes.Cut(key, []byte(`"`))
				seen[string(key)] = true
			}
		}
	}
	return slices.Collect(maps.Keys(seen))
}
