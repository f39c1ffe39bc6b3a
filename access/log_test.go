package access_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/internal/test/nodetest"
)

var ctx = context.Background()

func none(*access.Tx, []audit.Entry) error { return nil }

// checks returns what ends the test on an error, and on any but the one wanted.
func checks(t *testing.T) (must func(error), wants func(err, want error)) {
	must = func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	return must, func(err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Fatalf("got %v, want %v", err, want)
		}
	}
}

func TestLog(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		must, wants := checks(t)
		dpo, ana := n.As(t, "data_protection@shelter"), n.As(t, "caseworker@shelter")
		_, err := access.ReadLog(ctx, ana, 0, access.LogAll, 10, none)
		wants(err, access.ErrDenied)
		_, _, err = access.VerifyLog(ctx, ana)
		wants(err, access.ErrDenied)
		all, err := access.ReadLog(ctx, dpo, 0, access.LogAll, 5, none)
		must(err)
		if len(all) != 5 || all[0].Decision != audit.Refused || all[0].Act != string(access.LogVerify) {
			t.Fatalf("the newest entries are %+v", all)
		}
		next, err := access.ReadLog(ctx, dpo, all[4].N, access.LogAll, 5, none)
		must(err)
		if len(next) == 0 || next[0].N >= all[4].N {
			t.Errorf("the page after entry %d begins with %+v", all[4].N, next)
		}
		refused, err := access.ReadLog(ctx, dpo, 0, access.LogRefused, 10, none)
		must(err)
		if len(refused) != 2 {
			t.Errorf("refusals %+v", refused)
		}
		work, err := access.ReadLog(ctx, dpo, 0, access.LogWork, 50, none)
		must(err)
		if len(work) == 0 {
			t.Error("no work in the log")
		}
		for _, e := range work {
			if e.Act == string(access.OwnSession) || e.Act == string(access.LogRead) && e.Decision == audit.Allowed {
				t.Errorf("among the work stands %+v", e)
			}
		}
		size, head, err := access.VerifyLog(ctx, dpo)
		must(err)
		if size == 0 || head == "" {
			t.Errorf("%d entries, head %q", size, head)
		}
		var out bytes.Buffer
		_, err = access.ExportLog(ctx, dpo, &out)
		must(err)
		if size, err = audit.VerifyExport(&out, n.PublicKey(), head); err != nil {
			t.Errorf("the export of %d entries: %v", size, err)
		}

		theirs := n.As(t, "data_protection@ngo")
		out.Reset()
		if _, err = access.ExportLog(ctx, theirs, &out); !errors.Is(err, access.ErrDenied) || out.Len() > 0 {
			t.Errorf("who does not keep the node exported its log: %v", err)
		}
		_, _, err = access.VerifyLog(ctx, theirs)
		must(err)
	})
}

// TestPurposeIsLogged: the log says for what purpose an act was done, as it
// follows from the act and from who did it.
func TestPurposeIsLogged(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		must, _ := checks(t)
		for _, c := range []struct {
			who  string
			act  access.Action
			want lindung.Purpose
		}{
			{"caseworker@shelter", access.CaseList, lindung.Assistance},
			{"supervisor@shelter", access.CaseList, lindung.Supervision},
			{"investigator@police", access.CaseList, lindung.LawEnforcement},
			{"supervisor@shelter", access.ImportRun, lindung.Assistance},
			{"caseworker@shelter", access.OrgList, ""},
		} {
			s := n.As(t, c.who)
			must(s.See(ctx, c.act, s.OrgTarget(), func(*access.Tx) error { return nil }))
			_, org, _ := strings.Cut(c.who, "@")
			all, err := access.ReadLog(ctx, n.As(t, "data_protection@"+org), 0, access.LogAll, 1, none)
			must(err)
			if all[0].Act != string(c.act) || all[0].Purpose != string(c.want) {
				t.Errorf("%s by %s: %+v, want the purpose %q", c.act, c.who, all[0], c.want)
			}
		}
	})
}
