// Package prevention is what an organisation learns and does before somebody is a victim:
// tips and calls, who and what recruits, moves or holds people, and what is done so that
// fewer are caught.
//
// # A tip
//
// A [Tip] is what somebody told the organisation, on the telephone, at the door or in a
// message. Nobody is asked for their name: only who wants to be called back says how, and
// then as the safe contact of a person is asked, see [Anonymous]. A tip is looked at and
// answered within the times of [Clocks], and ends with what it led to.
//
// # An entity
//
// An [Entity] is a recruiter, an employer, an agency, a vessel, a compound, a route or an
// account that cases name. It belongs to the organisation that entered it. [Seen] asks
// all organisations of the node whether they know it: the answer says whom to ask, never
// of which case or of how many, and nothing where the name is that of a person of a case.
//
// # An activity
//
// An [Activity] is a campaign, a training or a talk, with whom it reached and its result.
package prevention
