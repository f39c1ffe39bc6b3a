package desk

import (
	"time"

	"lindung/access"
)

// Upkeep says to an administrator of the organisation that runs the node when backups, the
// copy and drills were made and the root key was rotated, and what of it is old, stands
// still or was not brought to its end; nothing to others.
func (v *Visit) Upkeep() (all, old []string, err error) {
	if !access.KeepsNode(v.Ctx(), v.Session) {
		return nil, nil, nil
	}
	u, err := v.Node.Upkeep(v.Ctx())
	if err != nil {
		return nil, nil, err
	}
	now := v.Node.Now()
	all = []string{v.upkept("backup", u.Backup), v.copyStands(), v.upkept("drilled", u.Drilled.At), v.upkept("copy_drilled", u.Copied.At)}
	if u.BackupOld(now) {
		old = append(old, v.Text("administration.upkeep.backup_old")+" "+all[0])
	}
	if u.DrillOld(now) {
		old = append(old, v.Text("administration.upkeep.drill_old")+" "+v.upkept("drilled", u.LastDrill()))
	}
	if v.Copied != nil && v.Copied().Fault != "" {
		old = append(old, all[1])
	}
	rotated, unfinished, err := v.rotation()
	if rotated != "" {
		all = append(all, rotated)
	}
	if unfinished {
		old = append(old, rotated)
	}
	return all, old, err
}

// rotation says when the root key was rotated, or that this was not brought to its end; ""
// for a key that was never rotated.
func (v *Visit) rotation() (text string, unfinished bool, err error) {
	at, err := v.Node.RotatedAt(v.Ctx())
	use, least := v.Node.Epochs()
	switch {
	case err != nil || at.IsZero():
		return "", false, err
	case use != least:
		return v.Text("administration.upkeep.rotating", "when", v.Moment(at)), true, nil
	}
	return v.Text("administration.upkeep.rotated", "when", v.DayOn(at)), false, nil
}

// upkept says when something was done for the last time.
func (v *Visit) upkept(what string, at time.Time) string {
	if at.IsZero() {
		return v.Text("administration.upkeep." + what + ".never")
	}
	return v.Text("administration.upkeep."+what, "when", v.DayOn(at))
}

// copyStands says how far the copy is that follows the database.
func (v *Visit) copyStands() string {
	const stem = "administration.upkeep.copy"
	if v.Copied == nil {
		return v.Text(stem + ".never")
	}
	c := v.Copied()
	moment := func(at time.Time) string { return v.Moment(at) }
	switch {
	case c.Fault != "":
		return v.Text(stem+"."+c.Fault, "when", moment(c.Since))
	case c.Through.IsZero():
		return v.Text(stem + ".begins")
	}
	return v.Text(stem, "when", moment(c.Through))
}
