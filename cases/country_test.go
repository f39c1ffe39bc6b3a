package cases_test

import (
	"net/url"
	"testing"

	"lindung"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// What a country adds to the forms is asked, kept, sealed and read like the rest,
// and another country's node knows nothing of it.
func TestCountryAdds(t *testing.T) {
	village := field.NewText("home_village", field.InGroup(lindung.Identity), field.ForPurposes(lindung.Assistance))
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		common := n.Forms
		origin, _ := common.Named("identity_origin")
		n.Forms = common.With(origin.With(village))
		ana := n.As(t, "caseworker@shelter")
		c := open(t, ana, "Sok Example")
		f, ok := ana.Forms().Named("identity_origin")
		if !ok {
			t.Fatal("the form is not there")
		}
		v, problems := f.Decode(url.Values{"home_village": {"Example Village"}}, n.Now())
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if err := cases.SaveForm(ctx, ana, c.ID, f, 0, v); err != nil {
			t.Fatal(err)
		}
		got, err := cases.Read(ctx, ana, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if text, _ := village.Get(got.Answers(f)); text != "Example Village" {
			t.Error("what a country asked is not kept")
		}
		if _, err := seals(n); err != nil {
			t.Error(err)
		}
		if _, ok := person.Forms.FormOf(village.Info); ok {
			t.Error("the common forms have changed")
		}
	})
}
