package exchange

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lindung"
	"lindung/access"
)

// SaveMapping stores a mapping under its name for the actor's organisation, in place of
// one of the same name, and returns its identifier. What is wrong with it are field.Problems.
func SaveMapping(ctx context.Context, s access.Session, m Mapping) (string, error) {
	m.Name = strings.TrimSpace(m.Name)
	id := ""
	err := s.Do(ctx, access.ImportRun, s.OrgTarget(), func(tx *access.Tx) error {
		if err := m.Check(s.Forms()).Err(); err != nil {
			return err
		}
		tx.SetCount(len(m.Columns), "mapping")
		var err error
		id, err = putMapping(tx, m)
		tx.SetMade(id)
		return err
	})
	return id, err
}

// Mappings returns the mappings of the actor's organisation by their names.
func Mappings(ctx context.Context, s access.Session) ([]Mapping, error) {
	var all []Mapping
	err := s.See(ctx, access.ImportRun, s.OrgTarget(), func(tx *access.Tx) error {
		rows, err := allMappings(tx)
		for _, r := range rows {
			m, bad := ParseMapping(strings.NewReader(r.Text))
			if bad != nil {
				return fmt.Errorf("mapping %s: %w", r.ID, bad)
			}
			m.Name, m.ID = r.Name, r.ID
			all = append(all, m)
		}
		tx.SetCount(len(all), "mappings")
		return err
	})
	return all, err
}

// MappingNamed returns the mapping of that name; lindung.ErrNotFound if the actor's
// organisation has none.
func MappingNamed(ctx context.Context, s access.Session, name string) (Mapping, error) {
	all, err := Mappings(ctx, s)
	for _, m := range all {
		if err == nil && m.Name == name {
			return m, nil
		}
	}
	return Mapping{}, errors.Join(err, lindung.ErrNotFound)
}
