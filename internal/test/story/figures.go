package story

import (
	"fmt"
	"strings"

	"lindung/stats"
)

// figures counts the cases of the actor's organisation, or of all others of the country, and
// shows the table of what is asked for.
func figures(r *run, l line) ([]string, error) {
	look := stats.Look
	switch {
	case l.set["file"] == "yes":
		look = stats.Take
	case l.set["others"] == "yes":
		look = stats.Together
	}
	q := stats.Query{Period: l.set["period"]}
	if by := l.set["by"]; by != "" {
		q.By = strings.Split(by, ",")
	}
	v, err := look(r.ctx, r.session, q)
	if err != nil {
		return nil, err
	}
	number := func(c stats.Count) string {
		if c.Hidden {
			return "hidden"
		}
		return fmt.Sprint(c.N)
	}
	shown := []string{number(v.Counted) + " counted"}
	if v.Places.Said > 0 {
		shown = append(shown, fmt.Sprintf("%d places", v.Places.Free))
	}
	if len(q.By) > 0 && v.Free.Now.Total.Hidden {
		return append(shown, "too few"), nil
	}
	for _, line := range v.Free.Now.Lines {
		shown = append(shown, line.Code+" "+number(line.Total))
	}
	return shown, nil
}
