package link

import (
	"errors"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/referral"
	"lindung/web/own"
)

// A step is what the receiver can do: each is one form of the page, and one act of the same
// rules as those of an organisation.
type step struct {
	path    string
	action  access.Action
	words   string                       // the name of the question for words
	one     string                       // the name of the question with choices; "" for none
	stem    string                       // of the labels of these choices
	of      []string                     // the choices
	offered func(referral.Referral) bool // whether it can be done now
	do      func(v *own.Visit, s access.Session, id lindung.ReferralID) error
	ends    bool // nothing is open afterwards
}

var steps = []step{
	{path: "answer", action: access.ReferralWrite, words: "answer_words", offered: referral.Referral.MustSay,
		do: func(v *own.Visit, s access.Session, id lindung.ReferralID) error {
			return referral.Answer(v.Request.Context(), s, id, v.Sent("answer_words"))
		}},
	{path: "accept", action: access.ReferralAccept, words: "accept_words", offered: referral.Referral.MayReply,
		do: func(v *own.Visit, s access.Session, id lindung.ReferralID) error {
			return referral.Accept(v.Request.Context(), s, id, referral.Word{Words: v.Sent("accept_words")})
		}},
	{path: "ask", action: access.ReferralWrite, words: "question_words", offered: referral.Referral.MayAsk,
		do: func(v *own.Visit, s access.Session, id lindung.ReferralID) error {
			return referral.Ask(v.Request.Context(), s, id, v.Sent("question_words"))
		}},
	{path: "decline", action: access.ReferralDecline, one: "decline_reason", stem: "decline.", of: referral.DeclineReasons, words: "decline_words", offered: referral.Referral.MayReply, ends: true,
		do: func(v *own.Visit, s access.Session, id lindung.ReferralID) error {
			return referral.Decline(v.Request.Context(), s, id, v.Sent("decline_reason"), v.Sent("decline_words"))
		}},
	{path: "report", action: access.ReferralFinish, one: "outcome", stem: "outcome.", of: referral.Outcomes, words: "outcome_words", offered: mayReport, ends: true,
		do: func(v *own.Visit, s access.Session, id lindung.ReferralID) error {
			return referral.Finish(v.Request.Context(), s, id, v.Sent("outcome"), v.Sent("outcome_words"))
		}},
}

func mayReport(r referral.Referral) bool { return r.Waiting() && r.State == referral.Accepted }

// block is the form of a step. here says that it was sent, and words what has to be corrected.
func (s step) block(v *own.Visit, here bool, words []string) own.Block {
	f := v.Ask(Path+"/"+s.path, "link."+s.path+".save")
	f.Stop = s.path == "decline"
	if s.one != "" {
		in := own.Input{Kind: "one", ID: s.one, Name: s.one, Label: v.T.Text("link." + s.one)}
		for _, code := range s.of {
			in.Choices = append(in.Choices, own.Choice{Value: code, Text: v.T.Text(s.stem + code), Checked: here && v.Sent(s.one) == code})
		}
		f.Fields = append(f.Fields, in)
	}
	area := own.Input{Kind: "area", ID: s.words, Name: s.words, Label: v.T.Text("link." + s.words)}
	if here {
		f.Problems, area.Value = words, v.Sent(s.words)
	}
	f.Fields = append(f.Fields, area)
	return own.Block{Heading: v.T.Text("link." + s.path), Text: []string{v.T.Text("link." + s.path + ".lead")}, Forms: []own.Form{f}}
}

// take does a step, and shows the page again with what has to be corrected.
func take(v *own.Visit, s step) error {
	if err := v.Request.ParseForm(); err != nil {
		return err
	}
	session, ok, err := resume(v)
	if err != nil {
		return err
	}
	if !ok {
		return v.GoTo(Path + "?over=1")
	}
	h, _ := session.Link()
	to := read + "?done=" + s.path
	if s.ends {
		to = Path + "/over"
	}
	err = s.do(v, v.Once(session, s.action, to), h.Referral)
	words, corrected := v.Wrong(err)
	switch {
	case len(words) > 0:
		return showWith(v, s.path, words)
	case corrected, own.Repeated(err):
		return v.GoTo(to)
	case errors.Is(err, access.ErrDenied), errors.Is(err, consent.ErrNoConsent):
		return v.GoTo(Path + "?over=1") // it has ended meanwhile
	case errors.Is(err, referral.ErrOften):
		return showWith(v, s.path, []string{v.T.Text("link.problem.often")})
	case errors.Is(err, referral.ErrStep), errors.Is(err, lindung.ErrConflict):
		return v.GoTo(read + "?done=other")
	}
	return err
}
