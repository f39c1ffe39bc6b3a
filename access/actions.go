package access

import "lindung"

// Action is one thing that someone may be allowed to do. The policies in
// policy/*.cedar say who may; anything they do not allow is refused.
type Action string

// People and organisations. OrgAdd and OrgList are asked of the node, ActorEdit,
// ActorRoles, ActorReset and ActorPass of an actor, the others of an organisation.
// ActorPass makes a pass for the shift of a colleague whose device is lost.
const (
	OrgAdd      Action = "org.add"
	OrgEdit     Action = "org.edit"
	OrgList     Action = "org.list"
	ActorInvite Action = "actor.invite"
	ActorEdit   Action = "actor.edit"
	ActorRoles  Action = "actor.roles"
	ActorReset  Action = "actor.reset"
	ActorPass   Action = "actor.pass"
	ActorList   Action = "actor.list"
	SettingEdit Action = "setting.edit"
)

// The directory, all asked of the actor's organisation: what it says of its help, its
// free places, and enquiries without a person.
const (
	OfferEdit     Action = "offer.edit"
	OfferFree     Action = "offer.free"
	EnquirySend   Action = "enquiry.send"
	EnquiryAnswer Action = "enquiry.answer"
	EnquiryList   Action = "enquiry.list"
)

// Alarms, such as of a colleague who was forced to sign in: AlarmList is asked of the
// organisation, AlarmEnd of the actor whom the alarm is about.
const (
	AlarmList Action = "alarm.list"
	AlarmEnd  Action = "alarm.end"
)

// Rights that someone has asked for: the first three are asked of the right,
// RightList of the organisation.
const (
	RightAgree Action = "right.agree"
	RightGive  Action = "right.give"
	RightStop  Action = "right.stop"
	RightList  Action = "right.list"
)

// Cases. CaseOpen, CaseSearch and CaseList are asked of the actor's
// organisation; a list is then judged row by row with CaseRead. CaseSibling
// opens another case from this one; CaseLink says that two are of one person, and takes
// that back. CaseSimilar asks, for an actor's own account, whether
// somebody similar is known to a colleague. CaseHold places a legal hold and lifts it; KeepingList
// shows which cases were kept long enough. WorkloadRead shows who carries which cases, and
// CaseHandOver hands some of one colleague to another: both are asked of the
// organisation, and each case that is handed over with CaseAssign. Request.Group names the group for
// GroupRead and GroupEdit, and for NoteAdd when the note belongs to one.
const (
	CaseOpen        Action = "case.open"
	CaseSearch      Action = "case.search"
	CaseSimilar     Action = "case.similar"
	CaseList        Action = "case.list"
	CaseRead        Action = "case.read"
	CaseEdit        Action = "case.edit"
	CaseTeam        Action = "case.team"
	CaseAssign      Action = "case.assign"
	CaseClose       Action = "case.close"
	CaseReopen      Action = "case.reopen"
	CaseHistory     Action = "case.history"
	CaseSibling     Action = "case.sibling"
	CaseLink        Action = "case.link"
	CaseHandOver    Action = "case.hand_over"
	WorkloadRead    Action = "workload.read"
	CaseErase       Action = "case.erase"
	CaseProtect     Action = "case.protect"
	CaseHold        Action = "case.hold"
	KeepingList     Action = "keeping.list"
	NoteAdd         Action = "note.add"
	GroupRead       Action = "group.read"
	GroupEdit       Action = "group.edit"
	ScreeningRecord Action = "screening.record"
	DecisionRecord  Action = "decision.record"
	NoticeGive      Action = "notice.give" // of an own case, or of the referral that asks for it
)

// What a person agreed to, and what a named legal basis opens without
// their agreement. ConsentWithdraw covers every act that only takes away, so
// narrowing a grant is a withdrawal; ConsentChange is for the rest. All are
// asked of the case, BasisList, SharingConfirm and SharingPause of the organisation: a
// supervisor pauses what is shared, and goes through it after that, or after an older
// database was put back.
const (
	ConsentRead     Action = "consent.read"
	ConsentGive     Action = "consent.give"
	ConsentChange   Action = "consent.change"
	ConsentWithdraw Action = "consent.withdraw"
	BasisPropose    Action = "basis.propose"
	BasisAgree      Action = "basis.agree"
	BasisEnd        Action = "basis.end"
	BasisList       Action = "basis.list"
	SharingConfirm  Action = "sharing.confirm"
	SharingPause    Action = "sharing.pause"
)

// The person's own view. PaperMake gives the person of a case a paper with a code, PaperEnd
// ends it; WordsAnswer reads and answers what the person has written to those who work on
// the case, MessageAsk asks the person to get in touch, ComplaintAnswer answers a complaint,
// which others than the team see to; ComplaintList
// is asked of the organisation. WordsWrite and ContactLimit are the person's own acts, asked
// of their case like reading it.
const (
	PaperMake       Action = "paper.make"
	PaperEnd        Action = "paper.end"
	WordsAnswer     Action = "words.answer"
	ComplaintList   Action = "complaint.list"
	ComplaintAnswer Action = "complaint.answer"
	WordsWrite      Action = "words.write"
	ContactLimit    Action = "contact.limit"
	MessageAsk      Action = "message.ask"
)

// Referrals. ReferralSend is asked of the case that is referred, ReferralList
// of the organisation whose queue is shown, the others of the referral. To a
// body outside the node (Object.To empty) the sender enters the answer.
const (
	ReferralSend     Action = "referral.send"
	ReferralRead     Action = "referral.read"
	ReferralList     Action = "referral.list"
	ReferralAccept   Action = "referral.accept"
	ReferralDecline  Action = "referral.decline"
	ReferralFinish   Action = "referral.finish"
	ReferralTakeBack Action = "referral.take_back"
	ReferralApprove  Action = "referral.approve"
	ReferralWrite    Action = "referral.write" // to the other side
)

// Links, asked of the referral to a body outside the node: LinkMake gives the body a way to
// read and answer it without an account, LinkEnd ends that.
const (
	LinkMake Action = "link.make"
	LinkEnd  Action = "link.end"
)

// Emergencies, asked of the referral whose case its receiver opens because a life is in
// danger, EmergencyList of the organisation.
const (
	EmergencyOpen    Action = "emergency.open"
	EmergencyConfirm Action = "emergency.confirm"
	EmergencyEnd     Action = "emergency.end"
	EmergencyJudge   Action = "emergency.judge"
	EmergencyList    Action = "emergency.list"
)

// Files and the log, asked of an organisation; LogExport and LogVerify
// also of the node.
const (
	ImportRun  Action = "import.run"
	ImportUndo Action = "import.undo"
	ImportList Action = "import.list"
	ExportRun  Action = "export.run"
	LogRead    Action = "log.read"
	LogExport  Action = "log.export"
	LogVerify  Action = "log.verify"
)

// QuestionsEdit changes what an organisation asks of its own. It is asked of the
// organisation; the table comes over the command line.
const QuestionsEdit Action = "questions.edit"

// Prevention. EntityAsk is asked of the actor's own account, as CaseSimilar is; the others of
// the actor's organisation: tips that it received, entities that it entered, who asked
// about these, and its activities.
const (
	TipRecord    Action = "tip.record"
	TipList      Action = "tip.list"
	TipRead      Action = "tip.read"
	TipWork      Action = "tip.work"
	TipErase     Action = "tip.erase"
	EntityList   Action = "entity.list"
	EntityEdit   Action = "entity.edit"
	EntityErase  Action = "entity.erase"
	EntityAsk    Action = "entity.ask"
	EntityAsked  Action = "entity.asked"
	ActivityList Action = "activity.list"
	ActivityEdit Action = "activity.edit"
)

// The desks, whose officers write and publish the public record of the Convention. DeskGive
// says which organisation has which desk; it, RemarkAnswer and EditionPublish are asked of
// the node, ProposalReview and ProposalHold of the proposal, the others of the actor's
// organisation. DeskDue reads which answers it owes.
const (
	DeskGive       Action = "desk.give"
	DeskList       Action = "desk.list"
	DeskDue        Action = "desk.due"
	ProposalWrite  Action = "proposal.write"
	ProposalReview Action = "proposal.review"
	ProposalHold   Action = "proposal.hold"
	RemarkWrite    Action = "remark.write"
	RemarkAnswer   Action = "remark.answer"
	EditionPublish Action = "edition.publish"
)

// What somebody does who told something without a name, asked of their tip: reading what
// they wrote with the answers; telling it, writing more, ending it.
const (
	ReportRead  Action = "report.read"
	ReportWrite Action = "report.write"
)

// Figures, all asked of the actor's organisation: looking at those of its cases, taking
// them out in a file, and looking at those of several organisations together.
const (
	FiguresRead     Action = "figures.read"
	FiguresTake     Action = "figures.take"
	FiguresTogether Action = "figures.together"
)

// What every signed-in actor may do with their own account, and what only the
// program itself may do: jobs, migrations, sign-in, the command line.
const (
	HomeRead     Action = "home.read"
	OwnSession   Action = "own.session"
	OwnPassword  Action = "own.password"
	OwnUndertake Action = "own.undertake"
	SystemRun    Action = "system.run"
)

// Actions is the closed list of actions, in the order in which the policy page
// shows them.
var Actions = []Action{
	OrgAdd, OrgEdit, OrgList, ActorInvite, ActorEdit, ActorRoles, ActorReset, ActorPass, ActorList, SettingEdit, AlarmList, AlarmEnd,
	OfferEdit, OfferFree, EnquirySend, EnquiryAnswer, EnquiryList,
	RightAgree, RightGive, RightStop, RightList,
	CaseOpen, CaseSearch, CaseSimilar, CaseList, CaseRead, CaseEdit, CaseTeam, CaseAssign, CaseClose, CaseReopen, CaseHistory, CaseSibling, CaseLink, CaseHandOver, WorkloadRead, CaseErase, CaseProtect, CaseHold, KeepingList,
	NoteAdd, GroupRead, GroupEdit, ScreeningRecord, DecisionRecord, NoticeGive,
	ConsentRead, ConsentGive, ConsentChange, ConsentWithdraw, BasisPropose, BasisAgree, BasisEnd, BasisList, SharingConfirm, SharingPause,
	PaperMake, PaperEnd, WordsAnswer, ComplaintList, ComplaintAnswer, WordsWrite, ContactLimit, MessageAsk,
	ReferralSend, ReferralRead, ReferralList, ReferralAccept, ReferralDecline, ReferralFinish, ReferralTakeBack, ReferralWrite, ReferralApprove,
	LinkMake, LinkEnd,
	EmergencyOpen, EmergencyConfirm, EmergencyEnd, EmergencyJudge, EmergencyList,
	ImportRun, ImportUndo, ImportList, ExportRun, QuestionsEdit, LogRead, LogExport, LogVerify,
	TipRecord, TipList, TipRead, TipWork, TipErase, EntityList, EntityEdit, EntityErase, EntityAsk, EntityAsked, ActivityList, ActivityEdit, ReportRead, ReportWrite,
	DeskGive, DeskList, DeskDue, ProposalWrite, ProposalReview, ProposalHold, RemarkWrite, RemarkAnswer, EditionPublish,
	FiguresRead, FiguresTake, FiguresTogether,
	HomeRead, OwnSession, OwnPassword, OwnUndertake, SystemRun,
}

// The types of Object. The schema says which action is asked of which type;
// any other pair is refused as an error of the program.
const (
	TypeOrg      = "Org"
	TypeCase     = "Case"
	TypeReferral = "Referral"
	TypeActor    = "Actor"
	TypeNode     = "Node"
	TypeRight    = "Right"
	TypeTip      = "Tip"
	TypeProposal = "Proposal"
)

// Object is what the action is done to. It is filled from stored rows in the
// transaction of the act, never from what the browser sent.
type Object struct {
	Type string
	ID   string
	// Org owns the object: the case's organisation, the sender of a referral,
	// the organisation of an actor, the one that keeps the node. An Org owns itself.
	Org lindung.OrgID
	// To is the recipient of a referral; empty for a body outside the node. Of a right
	// it is the organisation whose people may agree too; empty for none. Of the node and
	// of a proposal it is the organisation of the editor's desk; empty for none.
	To   lindung.OrgID
	Team []lindung.ActorID
	// Open are the groups that a grant or legal basis in force opens
	// to the principal's organisation at this moment.
	Open   []lindung.Group
	Closed bool
	// Protected says of a case, or a referral of it, that of its own organisation only
	// the team sees it.
	Protected bool
	// Emergency says of a case that an emergency opens it to the principal's organisation
	// at this moment.
	Emergency bool
	// Proposer proposed the legal basis that BasisAgree is about, or has asked for a
	// right or for the emergency that EmergencyConfirm is about, or has written a proposal.
	Proposer lindung.ActorID
	// Seconds are the organisations whose desks may review a proposal.
	Seconds []lindung.OrgID
}

// Request is a question to the policies.
type Request struct {
	Principal Principal
	Action    Action
	Object    Object
	Group     lindung.Group
	SteppedUp bool
}

// Decision is the answer. Policy names the policy that decided and is empty
// when none allowed it; Errored says that a policy could not be evaluated or
// that the question made no sense, which is always a refusal and a fault to
// be looked into.
type Decision struct {
	Allow   bool
	Policy  string
	Errored bool
}
