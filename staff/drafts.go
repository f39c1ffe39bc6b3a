package staff

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// keepDraft is how long a draft is stored.
const keepDraft = 7 * 24 * time.Hour

// mostDrafts of one actor and mostSteps of one browser session are stored; the oldest
// is deleted first.
const (
	mostDrafts = 20
	mostSteps  = 20
)

// A Draft is what an actor typed into a form and did not send, or sent after their
// session had expired. It is stored under the key of its form, and deleted in the
// transaction of the act that sends the form.
type Draft struct {
	ID     string // the key of the form
	At     db.Time
	Path   string // where the form is sent to
	Page   string // where it is filled in
	Object string // the case or other thing it is about; the draft is deleted with that
	Late   bool   // it was sent after the session had expired
	Form   url.Values
}

// draftRow is a draft, or a step, as stored. A step belongs to a browser session
// and ends with it.
type draftRow struct {
	ID      string
	Actor   lindung.ActorID
	Session string
	Step    bool
	Page    string // a keyed hash
	Object  string
	At      db.Time
	Sealed  []byte
	mac     db.Mac
}

func draftPlace(id string) string { return "drafts|" + id + "|sealed" }

func pageHash(tx *access.Tx, page string) string { return tx.Mac("draft page", page) }

// Drafts are read and written in the lobby: only the actor who typed one gets it
// back, no case is touched, and the log need not say every few seconds that someone
// is typing.

// KeepDraft stores, sealed, what the session's actor is typing, and replaces the draft
// under the same key. It stores nothing if the form was sent meanwhile.
func (d *Door) KeepDraft(ctx context.Context, s access.Session, draft Draft) error {
	if s.IsForced() {
		return nil // what is typed under force does not wait for them afterwards
	}
	return d.lobby.Write(ctx, func(tx *access.Tx) error {
		sent, err := access.FormSent(tx, s.Actor().ID, draft.ID)
		if err != nil || sent {
			return err
		}
		return keep(tx, s.Actor().ID, s.OpenedWith(), draft)
	})
}

// KnowsLate reports whether a token is of a session that has expired and was not
// ended, so that a form sent with it can be kept.
func (d *Door) KnowsLate(ctx context.Context, token string) (bool, error) {
	a, err := d.holder(ctx, token)
	return a.ID != "", err
}

// holder returns whose session a token is of, also one that has expired; no one for
// a session that was ended or never was.
func (d *Door) holder(ctx context.Context, token string) (access.Account, error) {
	var a access.Account
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		row, err := webSession(tx, hashToken(token))
		if err == nil {
			a, err = access.AccountOf(tx, row.Actor)
		}
		return err
	})
	if errors.Is(err, lindung.ErrNotFound) || err == nil && a.State != access.Active {
		return access.Account{}, nil
	}
	return a, err
}

// KeepLate stores what was posted with the token of an expired session, and reports
// whether it did. For a session that was ended, or never was, it stores nothing.
func (d *Door) KeepLate(ctx context.Context, token string, draft Draft) (bool, error) {
	a, err := d.holder(ctx, token)
	if err != nil || a.ID == "" {
		return false, err
	}
	draft.Late = true
	err = d.node.System(a.Org, "drafts").Do(ctx, access.SystemRun, access.AccountTarget(a.ID), func(tx *access.Tx) error {
		return keep(tx, a.ID, hashToken(token), draft)
	})
	return err == nil, err
}

func keep(tx *access.Tx, actor lindung.ActorID, session string, draft Draft) error {
	plain, err := json.Marshal(draft)
	if err != nil {
		return err
	}
	row := draftRow{
		ID: draft.ID, Actor: actor, Session: session, Page: pageHash(tx, draft.Page), Object: draft.Object, At: tx.Now,
		Sealed: tx.SealNode(draftPlace(draft.ID), plain),
	}
	if err := putDraft(tx, row); err != nil {
		return err
	}
	return dropOldDrafts(tx, actor, mostDrafts)
}

// Drafts returns the drafts of the session's actor, newest first.
func Drafts(ctx context.Context, s access.Session) ([]Draft, error) {
	var all []Draft
	err := s.See(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		var err error
		all, err = draftsIn(tx, s, func(draftRow) bool { return true })
		tx.SetCount(len(all), "drafts")
		return err
	})
	return all, err
}

// Draft returns one draft of the session's actor.
func (d *Door) Draft(ctx context.Context, s access.Session, id string) (Draft, error) {
	one, found, err := d.draft(ctx, s, func(r draftRow) bool { return r.ID == id })
	if err == nil && !found {
		err = lindung.ErrNotFound
	}
	return one, err
}

// DraftAt returns the newest draft of the session's actor for the form on a page,
// and whether there is one.
func (d *Door) DraftAt(ctx context.Context, s access.Session, page string) (Draft, bool, error) {
	hashes := d.lobby.Macs("draft page", page)
	return d.draft(ctx, s, func(r draftRow) bool { return slices.Contains(hashes, r.Page) })
}

func (d *Door) draft(ctx context.Context, s access.Session, wanted func(draftRow) bool) (Draft, bool, error) {
	var all []Draft
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		var err error
		all, err = draftsIn(tx, s, wanted)
		return err
	})
	if err != nil || len(all) == 0 {
		return Draft{}, false, err
	}
	return all[0], true, nil
}

// draftsIn returns the drafts of a session's actor; none if they were forced to sign in.
func draftsIn(tx *access.Tx, s access.Session, wanted func(draftRow) bool) ([]Draft, error) {
	if s.IsForced() {
		return nil, nil
	}
	rows, err := draftsOf(tx, s.Actor().ID)
	if err != nil {
		return nil, err
	}
	var all []Draft
	for _, r := range rows {
		if r.At.Add(keepDraft) < tx.Now || !wanted(r) {
			continue
		}
		d, err := openDraft(tx, r)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

func openDraft(tx *access.Tx, r draftRow) (Draft, error) {
	var d Draft
	plain, err := tx.OpenNode(draftPlace(r.ID), r.Sealed)
	if err != nil {
		return d, err
	}
	err = json.Unmarshal(plain, &d)
	d.ID, d.At = r.ID, r.At
	return d, err
}

// DropDraft deletes a draft of the session's actor.
func DropDraft(ctx context.Context, s access.Session, id string) error {
	return s.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		tx.SetCount(1, "drop_draft")
		return DraftSent(tx, id)
	})
}

// DraftSent deletes the draft of a form in the transaction of the act that was
// sent with it.
func DraftSent(tx *access.Tx, id string) error { return dropDraft(tx, id, tx.Actor().ID) }

// HoldStep stores, sealed, what was typed on a page that only asks, for the page that
// follows it in the same browser session.
func (d *Door) HoldStep(ctx context.Context, s access.Session, step Draft) error {
	plain, err := json.Marshal(step)
	if err != nil {
		return err
	}
	return d.lobby.Write(ctx, func(tx *access.Tx) error {
		row := draftRow{
			ID: step.ID, Actor: s.Actor().ID, Session: s.OpenedWith(), Step: true, Object: step.Object, At: tx.Now,
			Sealed: tx.SealNode(draftPlace(step.ID), plain),
		}
		if err := putDraft(tx, row); err != nil {
			return err
		}
		return dropOldSteps(tx, s.OpenedWith(), mostSteps)
	})
}

// HeldStep returns what HoldStep stored; lindung.ErrNotFound when it is gone.
func (d *Door) HeldStep(ctx context.Context, s access.Session, id string) (Draft, error) {
	var step Draft
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		row, err := stepOf(tx, id, s.OpenedWith())
		if err != nil {
			return err
		}
		step, err = openDraft(tx, row)
		return err
	})
	return step, err
}
