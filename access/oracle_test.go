package access

import (
	"slices"

	"lindung"
)

// The oracle answers the same questions as the policies, written a second time
// and from the sentences of the design, not from the policies. Where the two
// differ, one of them is wrong. A new role is a policy there and a line here.

// oracle reports whether r should be allowed.
func oracle(r Request) bool {
	q := ask(r)
	switch {
	case !slices.Contains(askedOf[r.Action], r.Object.Type), !q.groupFits():
		return false
	case q.program:
		return q.own() && slices.Contains(systemActs, r.Action)
	case q.reporter != nil:
		return r.Object.Type == TypeTip && r.Object.ID == q.reporter.Tip && q.own() && slices.Contains(onlyReporter, r.Action)
	case q.person != nil:
		return r.Object.Type == TypeCase && r.Object.ID == string(q.person.Case) && q.own() && slices.Contains(personActs, r.Action) && r.Group != lindung.Justice
	case q.link != nil:
		return q.byLink()
	}
	return q.provedTwice() && !q.guarded() && workerMay[r.Action](q)
}

// askedOf says of what each action is asked.
var askedOf = map[Action][]string{
	OrgAdd: {TypeNode}, OrgEdit: {TypeOrg}, OrgList: {TypeNode, TypeOrg}, ActorInvite: {TypeOrg}, ActorEdit: {TypeActor},
	ActorRoles: {TypeActor}, SettingEdit: {TypeOrg}, RightAgree: {TypeRight}, RightGive: {TypeRight}, RightStop: {TypeRight}, RightList: {TypeOrg},
	ActorReset: {TypeActor}, ActorPass: {TypeActor}, ActorList: {TypeOrg}, AlarmList: {TypeOrg}, AlarmEnd: {TypeActor},
	OfferEdit: {TypeOrg}, OfferFree: {TypeOrg}, EnquirySend: {TypeOrg}, EnquiryAnswer: {TypeOrg}, EnquiryList: {TypeOrg},
	CaseOpen: {TypeOrg}, CaseSearch: {TypeOrg}, CaseSimilar: {TypeActor, TypeOrg}, CaseList: {TypeOrg}, CaseRead: {TypeCase}, CaseEdit: {TypeCase}, CaseTeam: {TypeCase},
	CaseAssign: {TypeCase}, CaseClose: {TypeCase}, CaseReopen: {TypeCase}, CaseHistory: {TypeCase}, CaseSibling: {TypeCase}, CaseLink: {TypeCase},
	CaseHandOver: {TypeOrg}, WorkloadRead: {TypeOrg},
	NoteAdd: {TypeCase}, GroupRead: {TypeCase}, GroupEdit: {TypeCase}, ScreeningRecord: {TypeCase}, DecisionRecord: {TypeCase}, NoticeGive: {TypeCase, TypeReferral},
	ConsentRead: {TypeCase}, ConsentGive: {TypeCase}, ConsentChange: {TypeCase}, ConsentWithdraw: {TypeCase},
	BasisPropose: {TypeCase}, BasisAgree: {TypeCase}, BasisEnd: {TypeCase}, BasisList: {TypeOrg}, SharingConfirm: {TypeOrg}, CaseErase: {TypeCase}, CaseProtect: {TypeCase}, CaseHold: {TypeCase}, KeepingList: {TypeOrg}, SharingPause: {TypeOrg},
	PaperMake: {TypeCase}, PaperEnd: {TypeCase}, WordsAnswer: {TypeCase}, ComplaintList: {TypeOrg}, ComplaintAnswer: {TypeCase}, WordsWrite: {TypeCase}, ContactLimit: {TypeCase}, MessageAsk: {TypeCase},
	ReferralSend: {TypeCase}, ReferralRead: {TypeReferral}, ReferralList: {TypeOrg},
	ReferralAccept: {TypeReferral}, ReferralDecline: {TypeReferral}, ReferralFinish: {TypeReferral},
	ReferralTakeBack: {TypeReferral}, ReferralWrite: {TypeReferral}, ReferralApprove: {TypeCase}, LinkMake: {TypeReferral}, LinkEnd: {TypeReferral},
	EmergencyOpen: {TypeReferral}, EmergencyConfirm: {TypeReferral}, EmergencyEnd: {TypeReferral}, EmergencyJudge: {TypeReferral}, EmergencyList: {TypeOrg},
	ImportRun: {TypeOrg}, ImportUndo: {TypeOrg}, ImportList: {TypeOrg}, ExportRun: {TypeOrg}, QuestionsEdit: {TypeOrg}, FiguresRead: {TypeOrg}, FiguresTake: {TypeOrg}, FiguresTogether: {TypeOrg},
	TipRecord: {TypeOrg}, TipList: {TypeOrg}, TipRead: {TypeOrg}, TipWork: {TypeOrg}, TipErase: {TypeOrg},
	EntityList: {TypeOrg}, EntityEdit: {TypeOrg}, EntityErase: {TypeOrg}, EntityAsk: {TypeActor}, EntityAsked: {TypeOrg}, ActivityList: {TypeOrg}, ActivityEdit: {TypeOrg},
	ReportRead: {TypeTip}, ReportWrite: {TypeTip},
	DeskGive: {TypeNode}, DeskList: {TypeOrg}, DeskDue: {TypeOrg}, ProposalWrite: {TypeOrg}, ProposalReview: {TypeProposal}, ProposalHold: {TypeProposal},
	RemarkWrite: {TypeOrg}, RemarkAnswer: {TypeNode}, EditionPublish: {TypeNode},
	LogRead: {TypeOrg}, LogExport: {TypeOrg, TypeNode}, LogVerify: {TypeOrg, TypeNode},
	HomeRead: {TypeActor}, OwnSession: {TypeActor}, OwnPassword: {TypeActor}, OwnUndertake: {TypeActor},
	SystemRun: {TypeOrg, TypeNode, TypeActor, TypeCase, TypeReferral},
}

// systemActs is what the system actor may do, for its own organisation.
var systemActs = []Action{
	SystemRun, ImportRun, ImportUndo, CaseSimilar, ExportRun, FiguresTake, QuestionsEdit, OrgAdd, ActorInvite, LogRead, LogExport, LogVerify,
}

// personActs is what a person may do, at their own file; onlyPerson what nobody else may.
var (
	personActs = []Action{CaseRead, GroupRead, CaseHistory, ConsentRead, ConsentWithdraw, WordsWrite, ContactLimit}
	onlyPerson = []Action{WordsWrite, ContactLimit}
)

// onlyReporter is what somebody may do who told something without a name, at that tip, and
// nobody else may.
var onlyReporter = []Action{ReportRead, ReportWrite}

// linkActs is what the holder of a link may do, at their own referral and its case.
var linkActs = []Action{CaseRead, GroupRead, ReferralRead, ReferralAccept, ReferralDecline, ReferralFinish, ReferralWrite}

// workerMay has one rule for every action of a signed-in worker.
var workerMay = map[Action]func(question) bool{
	OrgAdd: question.administers, OrgEdit: question.administers, ActorInvite: question.administers,
	ActorEdit: question.administers, ActorReset: question.administers, SettingEdit: question.administers,
	ActorRoles: func(q question) bool { return q.administers() && !q.onHimself() },
	RightAgree: func(q question) bool {
		return q.asked() && !q.hasAsked() && (q.atDesk() || q.is(lindung.DataProtection)) && !q.administrator()
	},
	RightGive: func(q question) bool {
		return q.own() && q.hasAsked() && q.is(lindung.Administrator, lindung.Supervisor, lindung.DutyOfficer)
	},
	RightStop: func(q question) bool { return q.asked() && q.seesRights() },
	RightList: func(q question) bool { return q.own() && q.seesRights() },
	ActorPass: func(q question) bool {
		return q.own() && !q.onHimself() && q.is(lindung.Supervisor, lindung.DutyOfficer, lindung.Administrator)
	},
	AlarmList: func(q question) bool {
		return q.own() && q.is(lindung.Supervisor, lindung.DataProtection, lindung.Administrator)
	},
	AlarmEnd: func(q question) bool {
		return q.own() && !q.onHimself() && q.is(lindung.Supervisor, lindung.DataProtection, lindung.Administrator)
	},
	OrgList: func(q question) bool { return q.is(lindung.Administrator, lindung.DataProtection) || q.atDesk() },
	ActorList: func(q question) bool {
		return q.own() && (q.is(lindung.Administrator, lindung.DataProtection) || q.atDesk())
	},
	OfferEdit:   func(q question) bool { return q.own() && q.is(lindung.Supervisor, lindung.Administrator) },
	OfferFree:   func(q question) bool { return q.own() && (q.is(lindung.Administrator) || q.atDesk()) },
	EnquirySend: question.enquires, EnquiryAnswer: question.enquires, EnquiryList: question.enquires,
	HomeRead: question.onHimself, OwnSession: question.onHimself, OwnPassword: question.onHimself, OwnUndertake: question.onHimself,
	SystemRun: func(question) bool { return false }, QuestionsEdit: func(question) bool { return false },

	CaseOpen: func(q question) bool {
		return q.own() && !q.administrator() && q.is(lindung.Caseworker, lindung.Investigator, lindung.Supervisor, lindung.DutyOfficer)
	},
	CaseSearch: func(q question) bool { return q.own() && q.atDesk() && !q.walled() },
	CaseSimilar: func(q question) bool {
		return q.own() && q.onHimself() && !q.walled() && q.is(lindung.Caseworker, lindung.Investigator, lindung.Supervisor, lindung.DutyOfficer)
	},
	CaseList:     func(q question) bool { return q.own() && q.atDesk() && !q.walled() },
	ReferralList: func(q question) bool { return q.own() && q.atDesk() && !q.administrator() },

	CaseRead: func(q question) bool {
		return !q.walled() && (q.readsOwn() || q.other() && q.atDesk() && (len(q.Object.Open) > 0 || q.Object.Emergency))
	},
	GroupRead: func(q question) bool {
		return !q.walled() && !q.barredFrom(q.Group) && (q.readsOwn() || q.other() && q.atDesk() && (q.opened(q.Group) || q.saves(q.Group)))
	},
	GroupEdit: func(q question) bool { return !q.walled() && !q.barredFrom(q.Group) && q.changes() },
	NoteAdd:   func(q question) bool { return !q.barredFrom(q.Group) && q.changes() },
	ScreeningRecord: func(q question) bool {
		return q.changes() && (!q.is(lindung.Investigator) || q.opened(lindung.Screening))
	},
	CaseEdit: question.changes, CaseTeam: question.changes, CaseClose: question.changes, DecisionRecord: question.changes,
	NoticeGive: func(q question) bool {
		if q.Object.Type == TypeReferral {
			return q.receives()
		}
		return q.sends() && !q.Object.Closed
	},
	CaseSibling:  question.works,
	CaseLink:     question.works,
	CaseAssign:   func(q question) bool { return q.changes() && q.is(lindung.Supervisor, lindung.DutyOfficer) },
	CaseHandOver: question.leads, WorkloadRead: question.leads,
	CaseReopen: func(q question) bool {
		return q.own() && !q.administrator() && (q.is(lindung.Supervisor) || q.is(lindung.Caseworker) && q.onTeam())
	},
	CaseHistory: question.watches, ConsentRead: question.watches,

	ConsentGive: question.changes, ConsentChange: question.changes,
	ConsentWithdraw: func(q question) bool {
		return q.own() && (q.is(lindung.Supervisor, lindung.DutyOfficer) || q.onTeam() && q.atDesk())
	},
	WordsWrite: func(question) bool { return false }, ContactLimit: func(question) bool { return false },
	ReportRead: func(question) bool { return false }, ReportWrite: func(question) bool { return false },
	BasisPropose: question.changes,
	BasisAgree: func(q question) bool {
		second := q.Object.Proposer != "" && q.Object.Proposer != q.Actor.ID
		return q.own() && second && !q.Object.Closed && !q.administrator() && q.is(lindung.Supervisor, lindung.DataProtection)
	},
	BasisEnd: func(q question) bool {
		return q.works() || q.own() && q.is(lindung.DataProtection) && !q.administrator()
	},
	BasisList: func(q question) bool {
		return q.own() && q.is(lindung.DataProtection, lindung.Supervisor) && !q.administrator()
	},

	CaseProtect: question.works,
	CaseErase:   func(q question) bool { return q.own() && q.is(lindung.Supervisor) && !q.administrator() },
	CaseHold:    func(q question) bool { return q.own() && q.is(lindung.Supervisor) && !q.administrator() },
	KeepingList: func(q question) bool {
		return q.own() && q.is(lindung.DataProtection, lindung.Supervisor) && !q.administrator()
	},
	SharingConfirm: func(q question) bool { return q.own() && q.is(lindung.Supervisor) && !q.administrator() },
	SharingPause:   func(q question) bool { return q.own() && q.is(lindung.Supervisor) && !q.administrator() },

	PaperMake: question.changes, WordsAnswer: question.works, PaperEnd: question.works, MessageAsk: question.changes,
	ComplaintList: question.hears, ComplaintAnswer: question.hears,

	ReferralSend:  func(q question) bool { return q.sends() && !q.Object.Closed },
	ReferralRead:  func(q question) bool { return q.sends() || q.receives() },
	ReferralWrite: func(q question) bool { return q.sends() || q.receives() },
	ReferralApprove: func(q question) bool {
		second := q.Object.Proposer != "" && q.Object.Proposer != q.Actor.ID
		return q.own() && second && !q.Object.Closed && !q.administrator() && q.is(lindung.Supervisor)
	},
	ReferralTakeBack: question.sends,
	LinkMake:         question.links, LinkEnd: question.links,
	ReferralAccept: question.answers, ReferralDecline: question.answers, ReferralFinish: question.answers,

	EmergencyOpen: question.receives, EmergencyList: func(q question) bool { return q.own() && q.atDesk() && !q.administrator() },
	EmergencyConfirm: func(q question) bool {
		return q.receives() && q.Object.Proposer != "" && !q.hasAsked()
	},
	EmergencyEnd:   func(q question) bool { return q.receives() || q.leads() },
	EmergencyJudge: func(q question) bool { return q.own() && q.is(lindung.Supervisor) && !q.administrator() },

	ImportRun: question.handlesFiles, ImportUndo: question.handlesFiles, ImportList: question.handlesFiles,
	ExportRun:   func(q question) bool { return q.handlesFiles() && !q.walled() },
	FiguresRead: question.counts, FiguresTake: question.counts, FiguresTogether: func(q question) bool {
		return q.own() && !q.administrator() && q.is(lindung.FocalPoint)
	},
	TipRecord: func(q question) bool { return q.own() && q.atDesk() && !q.administrator() },
	TipList: func(q question) bool {
		return q.own() && (q.atDesk() || q.is(lindung.DataProtection)) && !q.administrator()
	},
	TipRead: question.warns, TipWork: question.warns, EntityList: question.warns, EntityEdit: question.warns,
	TipErase:    func(q question) bool { return q.own() && q.is(lindung.Supervisor) && !q.administrator() },
	EntityErase: func(q question) bool { return q.own() && q.is(lindung.Supervisor) && !q.walled() },
	EntityAsk: func(q question) bool {
		return q.own() && q.onHimself() && !q.walled() && q.is(lindung.Caseworker, lindung.Investigator, lindung.Supervisor, lindung.DutyOfficer)
	},
	EntityAsked: func(q question) bool {
		return q.own() && q.is(lindung.Supervisor, lindung.DataProtection) && !q.administrator()
	},
	ActivityList: func(q question) bool { return q.own() && (q.atDesk() || q.is(lindung.Analyst)) },
	ActivityEdit: func(q question) bool { return q.own() && q.atDesk() },

	DeskGive: question.administers,
	DeskDue:  func(q question) bool { return q.own() && q.is(lindung.DeskOfficer, lindung.FocalPoint) },
	DeskList: question.atOwnDesk, ProposalWrite: question.atOwnDesk, RemarkWrite: question.atOwnDesk,
	ProposalReview: func(q question) bool {
		return q.other() && slices.Contains(q.Object.Seconds, q.Actor.Org) && q.is(lindung.DeskOfficer)
	},
	ProposalHold: question.edits, RemarkAnswer: question.edits, EditionPublish: question.edits,

	LogRead: question.protects, LogExport: question.protects, LogVerify: question.protects,
}

// question is a request, with the words in which the rules speak.
type question struct {
	Request
	Actor    Actor // the principal, of the program with its name and organisation only
	program  bool
	person   *Person
	reporter *Reporter
	link     *LinkHolder
}

func ask(r Request) question {
	q := question{Request: r}
	switch p := r.Principal.(type) {
	case Actor:
		q.Actor = p
	case Person:
		q.person, q.Actor.Org = &p, p.Org
	case Reporter:
		q.reporter, q.Actor.Org = &p, p.Org
	case LinkHolder:
		q.link, q.Actor.Org = &p, lindung.OrgID(p.Body)
	case program:
		q.Actor, q.program = Actor{ID: p.id, Org: p.org}, true
	}
	return q
}

func (q question) is(roles ...lindung.Role) bool {
	return slices.ContainsFunc(q.Actor.Roles, func(r lindung.Role) bool { return slices.Contains(roles, r) })
}

func (q question) own() bool    { return q.Object.Org == q.Actor.Org }
func (q question) other() bool  { return !q.own() }
func (q question) onTeam() bool { return slices.Contains(q.Object.Team, q.Actor.ID) }

func (q question) onHimself() bool { return q.Object.ID == string(q.Actor.ID) }

// asked: the right is of the own organisation, or it runs the node and is asked too.
func (q question) asked() bool    { return q.own() || q.Object.To == q.Actor.Org }
func (q question) hasAsked() bool { return q.Object.Proposer == q.Actor.ID }
func (q question) seesRights() bool {
	return q.atDesk() || q.is(lindung.Administrator, lindung.DataProtection)
}
func (q question) administrator() bool { return q.is(lindung.Administrator) }
func (q question) administers() bool   { return q.own() && q.administrator() }
func (q question) protects() bool      { return q.own() && q.is(lindung.DataProtection) }

// hears: who sees to complaints of persons.
func (q question) hears() bool {
	return q.own() && q.is(lindung.Supervisor, lindung.DataProtection) && !q.administrator()
}
func (q question) leads() bool {
	return q.own() && q.is(lindung.Supervisor, lindung.DutyOfficer) && !q.administrator()
}
func (q question) handlesFiles() bool {
	return q.own() && q.is(lindung.Supervisor) && !q.administrator()
}

// counts: who may see figures over the cases of the own organisation.
func (q question) counts() bool {
	return q.own() && !q.administrator() && q.is(lindung.Supervisor, lindung.Analyst, lindung.FocalPoint)
}

// atDesk: the roles that meet people or their cases.
func (q question) atDesk() bool {
	return q.is(lindung.Caseworker, lindung.Supervisor, lindung.DutyOfficer, lindung.FocalPoint, lindung.Investigator)
}

// walled: whoever has one of these roles never sees what is in a case, not
// through a second role either.
func (q question) walled() bool {
	return q.is(lindung.Administrator, lindung.Analyst, lindung.DataProtection)
}

func (q question) opened(g lindung.Group) bool { return slices.Contains(q.Object.Open, g) }

// saves: what may save a life is open for an hour, and nothing else of the case.
func (q question) saves(g lindung.Group) bool {
	return q.Object.Emergency && slices.Contains([]lindung.Group{lindung.Identity, lindung.Contact, lindung.Safety, lindung.Health}, g)
}

// barredFrom: police never see support notes, an investigator neither them nor
// health and screening, unless consent or a legal basis opens the group.
func (q question) barredFrom(g lindung.Group) bool {
	if g == lindung.Justice { // nothing opens it to who does not inquire, prosecute or judge
		return !slices.Contains([]lindung.Sector{"police", "immigration", "labour", "prosecution", "court"}, q.Actor.Sector)
	}
	if g == "" || q.opened(g) {
		return false
	}
	police := q.Actor.Sector == "police" || q.Actor.Sector == "immigration" || q.Actor.Sector == "prosecution"
	investigates := q.is(lindung.Investigator)
	switch g {
	case lindung.SupportNotes:
		return police || investigates
	case lindung.Health, lindung.Screening:
		return investigates
	}
	return false
}

// works: the team's caseworkers and investigators, every supervisor and every
// duty officer of the case's organisation; never an administrator.
func (q question) works() bool {
	if q.other() || q.administrator() {
		return false
	}
	return q.is(lindung.Supervisor, lindung.DutyOfficer) || q.onTeam() && q.is(lindung.Caseworker, lindung.Investigator)
}

func (q question) changes() bool { return q.works() && !q.Object.Closed }

func (q question) readsOwn() bool {
	return q.works() || q.own() && q.is(lindung.FocalPoint) && !q.administrator()
}

// watches: who reads the case, and the data-protection officer, may see what
// was agreed and done.
func (q question) watches() bool {
	return q.readsOwn() || q.own() && q.is(lindung.DataProtection) && !q.administrator()
}

func (q question) sends() bool {
	return q.works() || q.own() && q.is(lindung.FocalPoint) && !q.administrator()
}

func (q question) receives() bool {
	return q.Object.To == q.Actor.Org && q.atDesk() && !q.administrator()
}

// byLink: who holds a link reads and answers its own referral, which goes to a body outside,
// and reads of its case what is open, but never what an investigation has found.
func (q question) byLink() bool {
	o := q.Object
	switch {
	case o.Org != q.link.Org || !slices.Contains(linkActs, q.Action):
		return false
	case o.Type == TypeReferral:
		return o.ID == string(q.link.Referral) && o.To == ""
	}
	return o.ID == string(q.link.Case) && len(o.Open) > 0 && (q.Group == "" || q.opened(q.Group) && q.Group != lindung.Justice)
}

// links: who may send gives a link to a body outside.
func (q question) links() bool { return q.Object.To == "" && q.sends() }

// answers: the recipient; on behalf of a body outside the node, the sender.
func (q question) answers() bool {
	if q.Object.To == "" {
		return q.sends()
	}
	return q.receives()
}

// guarded: a protected case is there for its team alone, but for withdrawing consent.
func (q question) guarded() bool {
	return q.Object.Protected && q.own() && !q.onTeam() && q.Action != ConsentWithdraw
}

// provedTwice: dangerous acts need a fresh second proof.
func (q question) provedTwice() bool {
	dangerous := []Action{ExportRun, ImportUndo, TipErase, EntityErase, BasisPropose, BasisAgree, ActorInvite, ActorRoles, ActorReset, ActorPass, SettingEdit, CaseErase, RightAgree, RightGive, AlarmEnd, CaseProtect, PaperMake, LinkMake, EmergencyOpen, EmergencyConfirm, DeskGive, EditionPublish}
	return q.SteppedUp || !slices.Contains(dangerous, q.Action)
}

// groupFits: reading and editing a group names it, a note may.
func (q question) groupFits() bool {
	switch q.Action {
	case GroupRead, GroupEdit:
		return slices.Contains(lindung.Groups, q.Group)
	case NoteAdd:
		return q.Group == "" || slices.Contains(lindung.Groups, q.Group)
	}
	return q.Group == ""
}

// enquires: who works with people asks and answers without naming one.
func (q question) enquires() bool { return q.own() && q.atDesk() }

// warns: who works with people, and no wall keeps from contents, sees what was told to
// their own organisation and whom it warns of.
func (q question) warns() bool { return q.own() && q.atDesk() && !q.walled() }

// atOwnDesk: who works on the public record for the desk of the own organisation.
func (q question) atOwnDesk() bool { return q.own() && q.is(lindung.DeskOfficer) }

// edits: who works at the desk of the editor, if there is one.
func (q question) edits() bool { return q.Object.To == q.Actor.Org && q.is(lindung.DeskOfficer) }
