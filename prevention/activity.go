package prevention

import (
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// ActivityID names an activity.
type ActivityID string

// ActivityKinds is the closed list of activities.
var ActivityKinds = []string{"campaign", "training", "departure_talk", "school_talk", "visit", "other"}

// ActivityArticles are the articles of the Convention that an activity serves: prevention,
// and the training of those who work on it.
//
// Source: ACTIP 11; ACTIP 16
var ActivityArticles = []string{"11", "16"}

// Audiences is the closed list of for whom an activity is.
var Audiences = &field.List{Name: "audience", Codes: []field.Code{
	{Name: "jobseekers"}, {Name: "leaving"}, {Name: "children"}, {Name: "parents"}, {Name: "community"}, {Name: "officials"}, {Name: "police"}, {Name: "health"}, {Name: "employers"}, {Name: "consulates"},
}}

// Plans is the closed list of the plans whose activity one can be, as the Convention's data
// names them.
var Plans = &field.List{Name: "activity_plan", Codes: []field.Code{{Name: "bohol_1"}, {Name: "bohol_2"}, {Name: "apa"}, {Name: "national"}}}

// What is said of an activity. It is about no one, so nothing of it is sealed from whoever
// may see it.
var (
	ActivityFor    = field.NewCodes("activity_for", Audiences, field.WithClass(field.Open))
	ActivityPlace  = field.NewText("activity_place", field.WithClass(field.Open))
	ActivityPlan   = field.NewCode("activity_plan", Plans, field.WithClass(field.Open))
	ActivityOf     = field.NewText("activity_of", field.WithClass(field.Open))
	ActivityResult = field.NewLong("activity_result", field.WithClass(field.Open))

	ActivityForm = field.NewForm("activity", ActivityFor, ActivityPlace, ActivityPlan, ActivityOf, ActivityResult)
)

// An Activity is a campaign, a training or a talk.
type Activity struct {
	ID      ActivityID
	Org     lindung.OrgID
	Kind    string
	Article string       // of ActivityArticles
	Day     lindung.Date // when it was, or is
	Reach   int          // how many people it reached; 0 while that is not known
	At      db.Time
	By      lindung.ActorID
	Version int64
	Answers field.Values // to ActivityForm
}

// mostReach is more people than one activity reaches.
const mostReach = 10_000_000

func (a Activity) problems() field.Problems {
	var ps field.Problems
	ps.Need(slices.Contains(ActivityKinds, a.Kind), "activity_kind", "problem.missing")
	ps.Need(slices.Contains(ActivityArticles, a.Article), "activity_article", "problem.missing")
	ps.Need(!a.Day.IsZero(), "activity_day", "problem.missing")
	ps.Need(a.Reach >= 0 && a.Reach <= mostReach, "activity_reach", "activity.problem.reach")
	_, plan := ActivityPlan.Get(a.Answers)
	of, _ := ActivityOf.Get(a.Answers)
	ps.Need(plan || strings.TrimSpace(of) == "", ActivityPlan.Name, "activity.problem.plan")
	return ps
}

// Activities returns the activities of the actor's organisation, the last first.
func Activities(ctx context.Context, s access.Session) ([]Activity, error) {
	var all []Activity
	err := s.See(ctx, access.ActivityList, s.OrgTarget(), func(tx *access.Tx) (err error) {
		all, err = activitiesOf(tx, tx.Actor().Org)
		tx.SetCount(len(all), "")
		return err
	})
	return all, err
}

// ReadActivity returns an activity of the actor's organisation, for who may change it.
func ReadActivity(ctx context.Context, s access.Session, id ActivityID) (Activity, error) {
	var a Activity
	err := s.See(ctx, access.ActivityEdit, s.OrgTarget(), func(tx *access.Tx) (err error) {
		tx.SetObject(string(id))
		a, err = activityOf(tx, id)
		return err
	})
	return a, err
}

// SaveActivity enters an activity, or changes one; Version is the one that was shown, 0 for
// a new one.
func SaveActivity(ctx context.Context, s access.Session, a Activity) error {
	id := a.ID
	if id == "" {
		id = ActivityID(lindung.NewID())
	}
	return s.Do(ctx, access.ActivityEdit, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetObject(string(id))
		if err := a.problems().Err(); err != nil {
			return err
		}
		if a.ID == "" {
			n := a
			n.ID, n.Org, n.At, n.By, n.Version = id, tx.Actor().Org, tx.Now, tx.Actor().ID, 1
			return insertActivity(tx, n)
		}
		old, err := activityRowOf(tx, id)
		if err == nil && old.Version != a.Version {
			err = lindung.ErrConflict
		}
		if err != nil {
			return err
		}
		old.Kind, old.Article, old.Day, old.Reach, old.Answers, old.Version = a.Kind, a.Article, a.Day, a.Reach, a.Answers, a.Version+1
		return updateActivity(tx, old)
	})
}
