package exchange_test

import (
	"net/url"
	"strings"
	"testing"

	"lindung/access"
	"lindung/cases"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/questions"
)

// What an organisation has asked of its own goes out with its cases, and comes back where
// the same questions are asked: answers, why there is none, and records.
func TestOwnQuestionsGoOutAndComeBack(t *testing.T) {
	asks := func(n *nodetest.Node) access.Session {
		set, faults := questions.ReadStored(questions.Example)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		if _, err := access.SetQuestions(ctx, cli(n, "shelter"), set); err != nil {
			t.Fatal(err)
		}
		return n.As(t, "caseworker@shelter")
	}
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := asks(n)
		c, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Contoh", Kind: "official"}}})
		if err != nil {
			t.Fatal(err)
		}
		days, _ := ana.Forms().Named("own_house_days")
		class, _ := ana.Forms().Named("own_house_class")
		v, _ := days.Decode(url.Values{"own_house_garden": {"yes"}, "own_house_grow": {"rice", "herbs"}, "own_house_kitchen-absent": {"refused"}, "own_house_wish": {"a window"}}, n.Now())
		if err := cases.SaveForm(ctx, ana, c.ID, days, 0, v); err != nil {
			t.Fatal(err)
		}
		v, _ = class.Decode(url.Values{"own_house_class_on-year": {"2026"}, "own_house_class_what": {"sewing"}}, n.Now())
		if _, err := cases.AddRecord(ctx, ana, c.ID, cases.Record{Form: class, Values: v}); err != nil {
			t.Fatal(err)
		}
		all := table(t, export(t, cli(n, "shelter"), "csv"))
		if got := all[0]["x_own_house_garden"] + " " + all[0]["x_own_house_grow"]; got != "TRUE rice; herbs" {
			t.Errorf("csv: %q", got)
		}
		if text := string(export(t, cli(n, "shelter"), "json")); !strings.Contains(text, `"x_own_house_wish":"a window"`) || !strings.Contains(text, `"own_house_class_what":"sewing"`) {
			t.Error("not all of it is in the JSON")
		}
		file := export(t, cli(n, "shelter"), "xlsx")
		nodetest.Each(t, func(t *testing.T, m *nodetest.Node) {
			bo := asks(m)
			bring(t, cli(m, "shelter"), file, false)
			rows, _, err := cases.List(ctx, m.As(t, "supervisor@shelter"), cases.Filter{})
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			c, err := cases.Read(ctx, m.As(t, "supervisor@shelter"), rows[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			days, _ := bo.Forms().Named("own_house_days")
			class, _ := bo.Forms().Named("own_house_class")
			var said []string
			for _, i := range days.Fields {
				absent, _ := c.Answers(days).Absent(i)
				said = append(said, c.Answers(days).Text(i)+string(absent))
			}
			if got := strings.Join(said, "|"); got != "TRUE|rice; herbs|refused|a window" {
				t.Errorf("came back as %q", got)
			}
			if all := c.Records(class); len(all) != 1 || all[0].Day.String() != "2026" || all[0].Values.Text(class.Fields[1]) != "sewing" {
				t.Errorf("%d records came back", len(all))
			}
		})
	})
}
