package access

import (
	"slices"

	"lindung"
)

// purposes says for what purpose each act is done, unless purposeOf finds
// another one in who does it. An act on accounts, on organisations or of the
// program itself uses nothing about a person and has no purpose.
var purposes = map[Action]lindung.Purpose{
	OrgAdd: "", OrgEdit: "", OrgList: "", ActorInvite: "", ActorEdit: "", ActorRoles: "", ActorReset: "", ActorPass: "", ActorList: "", SettingEdit: "", AlarmList: "", AlarmEnd: "",
	OfferEdit: "", OfferFree: "", EnquirySend: "", EnquiryAnswer: "", EnquiryList: "", // they are about nobody
	RightAgree: "", RightGive: "", RightStop: "", RightList: "",
	QuestionsEdit: "", OwnSession: "", OwnPassword: "", OwnUndertake: "", SystemRun: "",

	HomeRead: lindung.Assistance, CaseOpen: lindung.Assistance, CaseSearch: lindung.Assistance, CaseSimilar: lindung.Assistance, CaseList: lindung.Assistance, CaseRead: lindung.Assistance,
	CaseEdit: lindung.Assistance, CaseTeam: lindung.Assistance, CaseAssign: lindung.Assistance, CaseClose: lindung.Assistance,
	CaseReopen: lindung.Assistance, CaseHistory: lindung.Assistance, CaseSibling: lindung.Assistance, CaseLink: lindung.Assistance, CaseHandOver: lindung.Assistance, CaseProtect: lindung.Assistance, WorkloadRead: lindung.Supervision,
	NoteAdd: lindung.Assistance, GroupRead: lindung.Assistance, GroupEdit: lindung.Assistance,
	ConsentRead: lindung.Assistance, ConsentGive: lindung.Assistance, ConsentChange: lindung.Assistance, ConsentWithdraw: lindung.Assistance,
	BasisPropose: lindung.Assistance, BasisAgree: lindung.Assistance, BasisEnd: lindung.Assistance,
	PaperMake: lindung.OwnRequest, PaperEnd: lindung.OwnRequest, WordsAnswer: lindung.OwnRequest, ComplaintList: lindung.Supervision, ComplaintAnswer: lindung.Supervision,
	WordsWrite: lindung.OwnRequest, ContactLimit: lindung.OwnRequest, MessageAsk: lindung.Assistance,
	ReferralSend: lindung.Assistance, ReferralRead: lindung.Assistance, ReferralList: lindung.Assistance,
	ReferralAccept: lindung.Assistance, ReferralDecline: lindung.Assistance, ReferralFinish: lindung.Assistance,
	ReferralTakeBack: lindung.Assistance, ReferralWrite: lindung.Assistance, ReferralApprove: lindung.Assistance,
	LinkMake: lindung.Assistance, LinkEnd: lindung.Assistance,
	ImportRun:     lindung.Assistance,
	EmergencyOpen: lindung.Assistance, EmergencyConfirm: lindung.Assistance, EmergencyEnd: lindung.Assistance,
	EmergencyJudge: lindung.Supervision, EmergencyList: lindung.Supervision,

	TipRecord: lindung.Assistance, TipList: lindung.Assistance, TipRead: lindung.Assistance, TipWork: lindung.Assistance, TipErase: lindung.Supervision,
	EntityList: lindung.Assistance, EntityEdit: lindung.Assistance, EntityErase: lindung.Supervision, EntityAsk: lindung.Assistance, EntityAsked: lindung.Supervision,
	ReportRead: lindung.Assistance, ReportWrite: lindung.Assistance,
	ActivityList: "", ActivityEdit: "", // they are about nobody
	DeskGive: "", DeskList: "", DeskDue: "", ProposalWrite: "", ProposalReview: "", ProposalHold: "", RemarkWrite: "", RemarkAnswer: "", EditionPublish: "",

	ScreeningRecord: lindung.Identification, DecisionRecord: lindung.Identification, NoticeGive: lindung.Identification,

	FiguresRead: lindung.Statistics, FiguresTake: lindung.Statistics, FiguresTogether: lindung.Statistics,

	// An export carries names, so it is no statistics.
	ExportRun: lindung.Supervision, ImportUndo: lindung.Supervision, ImportList: lindung.Supervision, BasisList: lindung.Supervision,
	SharingConfirm: lindung.Supervision, CaseErase: lindung.Supervision, CaseHold: lindung.Supervision, KeepingList: lindung.Supervision, SharingPause: lindung.Supervision,
	LogRead: lindung.Supervision, LogExport: lindung.Supervision, LogVerify: lindung.Supervision,
}

// prosecuting are the sectors whose work on a case is inquiry, prosecution or
// judgement.
var prosecuting = []lindung.Sector{"police", "immigration", "prosecution", "court"}

// purposeOf returns for what purpose actor a does an act. It follows from the
// act and from who does it; no one chooses it. Where a consent or a
// legal basis names the purpose, the act says that one (Tx.SetPurpose).
//
// Source: ACTIP 14.6
func purposeOf(act Action, a Actor) lindung.Purpose {
	usual := purposes[act]
	oversees := a.HasRole(lindung.DataProtection) || a.HasRole(lindung.Supervisor) && (act == CaseList || act == CaseHistory || act == FiguresRead)
	switch {
	case usual != "" && oversees:
		return lindung.Supervision
	case usual != lindung.Assistance:
		return usual
	case a.HasRole(lindung.Investigator) || slices.Contains(prosecuting, a.Sector):
		return lindung.LawEnforcement
	case a.Sector == "legal_aid":
		return lindung.LegalAid
	}
	return usual
}
