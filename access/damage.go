package access

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"lindung"
	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// damages are the rows that do not fit their authenticators, as far as anybody or
// the sweep has met them since the node was opened.
type damages struct {
	mu  sync.Mutex
	all map[db.Damage]bool
}

func (d *damages) met(one db.Damage) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all == nil {
		d.all = map[db.Damage]bool{}
	}
	d.all[one] = true
}

func (d *damages) knows(one db.Damage) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.all[one]
}

// replace puts what a sweep of all rows has found in the place of all that was
// known.
func (d *damages) replace(found []db.Damage) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all = map[db.Damage]bool{}
	for _, one := range found {
		d.all[one] = true
	}
}

// Damages returns what is known to be damaged, in the order of tables and keys.
func (n *Node) Damages() []db.Damage {
	n.damage.mu.Lock()
	defer n.damage.mu.Unlock()
	if len(n.damage.all) == 0 {
		return nil // as nearly always
	}
	return slices.SortedFunc(maps.Keys(n.damage.all), func(a, b db.Damage) int {
		return cmp.Compare(a.Table+" "+a.Key+" "+a.Kind, b.Table+" "+b.Key+" "+b.Kind)
	})
}

// CheckRows looks at every row of tables: whether it fits its authenticator,
// whether the rows of each owner are those that its sum counts, and whether that
// sum is the one that the log was told last, and was that at each of its changes. It
// returns what is damaged, in an act that may read the whole node.
func CheckRows(tx db.Holder, tables []db.Table) ([]db.Damage, error) {
	found, _, err := lookAt(tx, tables)
	return found, err
}

// lookAt is CheckRows, which also returns what the log was told last of each sum.
func lookAt(tx db.Holder, tables []db.Table) ([]db.Damage, map[string]string, error) {
	var found []db.Damage
	have := map[string]*db.Sum{}
	for _, t := range tables {
		err := t.Each(tx, func(w db.Walked) error {
			if !w.Fits {
				found = append(found, w.Damage)
				return nil
			}
			if w.Owner != "" {
				if have[w.Owner] == nil {
					have[w.Owner] = &db.Sum{}
				}
				have[w.Owner].Add(w.Part)
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	log := told{map[string]string{}, map[string]bool{}}
	if err := audit.Each(tx, log.hear); err != nil {
		return nil, nil, err
	}
	wrong, err := checkSums(tx, have, maps.Clone(log.last), log.broken)
	if err != nil {
		return nil, nil, err
	}
	gone, err := missingMeta(tx)
	return slices.Concat(found, wrong, gone), log.last, err
}

// missingMeta returns what the node must keep of itself and does not.
func missingMeta(tx db.Holder) (gone []db.Damage, err error) {
	names := []string{metaID, metaKey, metaPaused}
	if epoch, _ := db.Epochs(tx); epoch > seal.First {
		names = append(names, metaEpochs, metaPast)
	}
	if any, err := anyOrg(tx); err != nil {
		return nil, err
	} else if any {
		names = append(names, metaKeeper)
	}
	for _, name := range names {
		if _, err := meta(tx, name); errors.Is(err, lindung.ErrNotFound) {
			gone = append(gone, db.Damage{Table: metaRows.Table, Key: name, Kind: db.DamageGone})
		} else if err != nil {
			return nil, err
		}
	}
	return gone, nil
}

// checkSums returns the owners whose rows are not those of their sums, or whose sums
// are not what the log was told last. wrong has those whose sums the log itself shows
// to have been put back.
func checkSums(tx db.Holder, have map[string]*db.Sum, last map[string]string, wrong map[string]bool) ([]db.Damage, error) {
	err := sums.Visit(tx, func(r *sumRow, fits bool) error {
		var mine db.Sum
		if sum := have[r.owner]; sum != nil {
			mine = *sum
		}
		if !fits || mine != r.total(tx) || r.state() != last[r.owner] {
			wrong[r.owner] = true
		}
		delete(have, r.owner)
		delete(last, r.owner)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for owner := range have {
		wrong[owner] = true // rows without a sum
	}
	for owner, said := range last {
		if said != gone {
			wrong[owner] = true // the log knows of rows of which there is no sum
		}
	}
	var all []db.Damage
	for _, owner := range slices.Sorted(maps.Keys(wrong)) {
		all = append(all, sumDamage(owner))
	}
	return all, nil
}

// Sweep looks at every row of tables and keeps what it finds for those who must
// know of it; see [Node.Damages].
func (n *Node) Sweep(ctx context.Context, s Session, tables []db.Table) error {
	var found []db.Damage
	var last map[string]string
	err := s.See(ctx, SystemRun, s.NodeTarget(), func(tx *Tx) error {
		var err error
		found, last, err = lookAt(tx, tables)
		tx.SetCount(len(found), "sweep")
		return err
	})
	if err == nil {
		n.damage.replace(found)
		n.heard.all(last)
	}
	return err
}

// DamageOf returns what is damaged of the rows of one owner.
func (n *Node) DamageOf(owner lindung.CaseID) []db.Damage {
	return slices.DeleteFunc(n.Damages(), func(d db.Damage) bool { return d.Owner != string(owner) })
}

// IsDamaged reports whether anything is damaged of the rows of a case: what is known of
// them, and what counting them shows.
func (t *Tx) IsDamaged(id lindung.CaseID) (bool, error) {
	intact, err := Intact(t, OfCase, id)
	return !intact[id] || t.session.DamageOf(string(id)) > 0, err
}

// DamageOf returns how many rows of an owner are damaged, for a page that leaves them
// out.
func (s Session) DamageOf(owner string) int { return len(s.node.DamageOf(lindung.CaseID(owner))) }

// DamagedOwners returns those whose rows are damaged, inside an act that tells of
// those of the own organisation.
func (t *Tx) DamagedOwners() []lindung.CaseID {
	var all []lindung.CaseID
	for _, d := range t.session.node.Damages() {
		if id := lindung.CaseID(d.Owner); lindung.IsID(d.Owner) && !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	return all
}

// IsBroken reports whether an error says that a seal or a key does not open what it is
// for. What else there is of a case goes on.
func IsBroken(err error) bool { return errors.Is(err, seal.ErrBroken) }
