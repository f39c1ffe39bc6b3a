package access

import (
	"context"
	"slices"
	"strconv"

	"lindung"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/db"
	"lindung/questions"
)

// A QuestionSet is a version of a set of questions that an organisation asks of its own.
type QuestionSet struct {
	Org     lindung.OrgID
	Code    string
	Version int64
	At      db.Time
	By      lindung.ActorID
	Over    bool // from this version on nothing of the set is asked
}

// own is what all organisations of the node ask of their own, as it was read last. Names
// are of one organisation each, so that answers that went on with a case find their form.
type own struct {
	there questionsThere              // when it was read
	asked map[lindung.OrgID]field.Set // what each asks, and has asked
	all   field.Set
	words *i18n.Words
}

// OwnQuestions says which questions cannot be stored: its faults are those of the table.
type OwnQuestions struct{ Faults []questions.Fault }

// Error says that there are faults.
func (e *OwnQuestions) Error() string {
	return strconv.Itoa(len(e.Faults)) + " faults in a table of questions"
}

// Forms returns the forms that are declared on the node, with what its country and the
// actor's organisation added.
func (s Session) Forms() field.Set { return s.node.formsOf(s.Actor().Org) }

// Words are the labels of what organisations ask of their own.
func (s Session) Words() *i18n.Words {
	if s.node == nil {
		return nil
	}
	return s.node.Words()
}

// Words is Session.Words.
func (n *Node) Words() *i18n.Words {
	if o := n.own.Load(); o != nil {
		return o.words
	}
	return nil
}

func (n *Node) formsOf(org lindung.OrgID) field.Set {
	if o := n.own.Load(); o != nil && len(o.asked[org]) > 0 {
		return slices.Concat(n.Forms, o.asked[org])
	}
	return n.Forms
}

// FormsOf returns the forms that an organisation of the node asks.
func (t *Tx) FormsOf(org lindung.OrgID) field.Set { return t.session.node.formsOf(org) }

// FormNamed returns a form of the node, also one that only another organisation asks: a
// case that came from there may have answers to it.
func (t *Tx) FormNamed(name string) (*field.Form, bool) {
	n := t.session.node
	if f, ok := n.Forms.Named(name); ok {
		return f, true
	}
	if o := n.own.Load(); o != nil {
		return o.all.Named(name)
	}
	return nil, false
}

// hearOfQuestions reads what organisations ask when this program or another one has stored
// something since. What was read holds on where an act sees an older picture, or where rows
// were removed meanwhile.
func (n *Node) hearOfQuestions(tx db.Holder) error {
	there, err := lookForQuestions(tx)
	if o := n.own.Load(); err != nil || o != nil && there.n <= o.there.n && there.newest <= o.there.newest {
		return err
	}
	rows, err := allQuestions(tx)
	if err != nil {
		return err
	}
	n.own.Store(joinQuestions(rows, there))
	return nil
}

// joinQuestions puts together what rows ask, each set from its first version on. A name that
// is taken stays with whoever had it first.
func joinQuestions(rows []questionRow, there questionsThere) *own {
	o := &own{there: there, asked: map[lindung.OrgID]field.Set{}}
	said := map[string]map[i18n.Lang]string{}
	for begin := 0; begin < len(rows); {
		end := begin + 1
		for end < len(rows) && rows[end].Org == rows[begin].Org && rows[end].Code == rows[begin].Code {
			end++
		}
		forms, texts := questions.Join(versionsOf(rows[begin:end]))
		for _, f := range forms {
			if set := (questions.Set{Forms: field.Set{f}}); len(set.Taken(o.all)) == 0 {
				o.all, o.asked[rows[begin].Org] = append(o.all, f), append(o.asked[rows[begin].Org], f)
			}
		}
		for key, text := range texts {
			if said[key] == nil {
				said[key] = text
			}
		}
		begin = end
	}
	o.words = i18n.NewWords(said)
	return o
}

// versionsOf reads the versions of one set. One that cannot be read, as it was written by
// another program, is left out.
func versionsOf(rows []questionRow) []questions.Version {
	var all []questions.Version
	for _, r := range rows {
		v := questions.Version{Number: int(r.Version), Year: strconv.Itoa(r.At.Time().Year()), Over: r.body == ""}
		if !v.Over {
			set, faults := questions.ReadStored(r.body)
			if len(faults) > 0 {
				continue
			}
			v.Set = set
		}
		all = append(all, v)
	}
	return all
}

// QuestionsLost notes that answers to a form of an organisation's own were met whose
// questions are not there any more, and returns a form that reads them as they look.
func (t *Tx) QuestionsLost(org lindung.OrgID, name string, many bool) *field.Form {
	t.session.node.damage.met(db.Damage{Table: questionRows.Table, Key: name, Owner: string(org), Kind: db.DamageGone})
	return questions.Lost(name, many)
}

// SetQuestions stores a set as the next version of what the organisation of the session
// asks of its own, and returns the version; that of before where nothing has changed. An
// *OwnQuestions says what is wrong with it.
func SetQuestions(ctx context.Context, s Session, set questions.Set) (QuestionSet, error) {
	var next QuestionSet
	err := s.changeQuestions(ctx, set.Code, func(tx *Tx, rows []questionRow) (*questionRow, error) {
		all, err := allQuestions(tx)
		if err != nil {
			return nil, err
		}
		others := slices.DeleteFunc(slices.Clone(all), func(r questionRow) bool { return r.Org == tx.Actor().Org && r.Code == set.Code })
		was, _ := questions.Join(versionsOf(rows))
		faults := append(set.After(was), set.Taken(slices.Concat(s.node.Forms, joinQuestions(others, questionsThere{}).all))...)
		if len(faults) > 0 {
			return nil, &OwnQuestions{faults}
		}
		if len(rows) > 0 && rows[len(rows)-1].body == set.CSV() {
			next = rows[len(rows)-1].QuestionSet
			return nil, nil
		}
		return &questionRow{body: set.CSV()}, nil
	}, &next)
	return next, err
}

// RemoveQuestions stores that nothing of a set is asked any more. What was answered stays.
// It is lindung.ErrNotFound where no such set is asked.
func RemoveQuestions(ctx context.Context, s Session, code string) (QuestionSet, error) {
	var next QuestionSet
	err := s.changeQuestions(ctx, code, func(_ *Tx, rows []questionRow) (*questionRow, error) {
		if len(rows) == 0 || rows[len(rows)-1].body == "" {
			return nil, lindung.ErrNotFound
		}
		return &questionRow{}, nil
	}, &next)
	return next, err
}

// changeQuestions stores the next version of a set, if there is one.
func (s Session) changeQuestions(ctx context.Context, code string, change func(*Tx, []questionRow) (*questionRow, error), next *QuestionSet) error {
	err := s.Do(ctx, QuestionsEdit, s.OrgTarget(), func(tx *Tx) error {
		rows, err := questionsOf(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r questionRow) bool { return r.Code != code })
		r, err := change(tx, rows)
		if err != nil || r == nil {
			return err
		}
		last, err := lastVersion(tx, tx.Actor().Org, code)
		if err != nil {
			return err
		}
		r.QuestionSet = QuestionSet{tx.Actor().Org, code, last + 1, tx.Now, tx.Actor().ID, r.body == ""}
		*next = r.QuestionSet
		tx.SetCount(int(r.Version), code)
		return insertQuestions(tx, *r)
	})
	if err != nil {
		return err
	}
	return s.node.db.Read(ctx, func(tx *db.Tx) error { return s.node.hearOfQuestions(tx) })
}

// QuestionSets returns every version of what the organisation of the session asks of its
// own, with the tables as they were read, in an act of the program.
func QuestionSets(ctx context.Context, s Session) (all []QuestionSet, tables map[QuestionSet]string, err error) {
	err = s.See(ctx, SystemRun, s.OrgTarget(), func(tx *Tx) error {
		rows, err := questionsOf(tx, tx.Actor().Org)
		all, tables = nil, map[QuestionSet]string{}
		for _, r := range rows {
			r.Over = r.body == ""
			all, tables[r.QuestionSet] = append(all, r.QuestionSet), r.body
		}
		tx.SetCount(len(rows), "questions")
		return err
	})
	return all, tables, err
}
