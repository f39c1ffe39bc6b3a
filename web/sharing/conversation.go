package sharing

import (
	"net/url"
	"strings"

	"lindung/field"
	"lindung/internal/desk"
	"lindung/referral"
	"lindung/web/casefile"
)

// talkForms returns the forms by which the actor's side talks to the other: an answer
// that it owes first.
func talkForms(v *desk.Visit, r referral.Referral, wrong []field.Problem) []stepOf {
	var all []stepOf
	add := func(path, asked string, folded bool) {
		q := v.Ask("referral", v.Form(), wrong)
		q.Long(asked)
		all = append(all, stepOf{path: path, rows: q.Rows, folded: folded, open: at(wrong, asked), classes: "govuk-button--secondary"})
	}
	if r.MustSay() {
		add("answer", "answer_words", false)
	}
	if r.MayAsk() {
		add("ask", "question_words", true)
	}
	if r.MayTell() {
		add("tell", "news_words", true)
	}
	if r.To.Outside() && !r.HasLink {
		for i := range all {
			all[i].kind = ".letter"
		}
	}
	return all
}

func askOther(v *desk.Visit) error {
	return stepDone(v, referral.Ask(v.Ctx(), step(v, "referral_asked"), casefile.Referral(v), v.Sent("question_words")))
}

func answerOther(v *desk.Visit) error {
	return stepDone(v, referral.Answer(v.Ctx(), step(v, "referral_answered"), casefile.Referral(v), v.Sent("answer_words")))
}

func tellOther(v *desk.Visit) error {
	return stepDone(v, referral.Tell(v.Ctx(), step(v, "referral_told"), casefile.Referral(v), v.Sent("news_words")))
}

// typedWords is what someone wrote in a form of a step.
func typedWords(form url.Values) string {
	for name := range form {
		if strings.HasSuffix(name, "_words") && strings.TrimSpace(form.Get(name)) != "" {
			return strings.TrimSpace(form.Get(name))
		}
	}
	return ""
}
