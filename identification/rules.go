package identification

import (
	"cmp"
	"slices"
)

// Pattern is what answers point to. Its label is identification.pattern.<p> and
// says each time that it is not a decision.
type Pattern string

// The patterns. Trafficking, DeceptionAndExploitation, Exploitation and
// NothingFound are the four rows of the combination table of the Delphi
// instrument, in words that leave the decision to the authority. The table says
// that abuse of vulnerability can take the place of a means: that is
// TraffickingByVulnerability. The table does not have the other combinations;
// how we name them is our view.
const (
	Trafficking                Pattern = "trafficking"
	TraffickingByVulnerability Pattern = "trafficking_by_vulnerability"
	DeceptionAndExploitation   Pattern = "deception_and_exploitation"
	MeansAndExploitation       Pattern = "means_and_exploitation" // a means in one phase only
	Exploitation               Pattern = "exploitation"
	MeansOnly                  Pattern = "means_only"
	ChildExploitation          Pattern = "child_exploitation"
	ForcedLabourSigns          Pattern = "forced_labour_signs" // of an instrument without score
	ForcedCriminalitySigns     Pattern = "forced_criminality_signs"
	TooLittleKnown             Pattern = "too_little_known" // open answers could change it
	NothingFound               Pattern = "nothing_found"
)

// Patterns is the closed list of patterns.
var Patterns = []Pattern{
	Trafficking, TraffickingByVulnerability, DeceptionAndExploitation, MeansAndExploitation, Exploitation,
	MeansOnly, ChildExploitation, ForcedLabourSigns, ForcedCriminalitySigns, TooLittleKnown, NothingFound,
}

// DimensionPositive reports whether a dimension is met by so many strong, medium
// and weak indicators: two strong; one strong with another; three medium; two
// medium with a weak one. One strong alone does not, nor do weak ones alone.
func DimensionPositive(strong, medium, weak int) bool {
	return strong >= 2 || strong >= 1 && medium+weak >= 1 || medium >= 3 || medium >= 2 && weak >= 1
}

// The dimensions of the Delphi instrument that its rule names.
const (
	deceptiveRecruitment       = "deceptive_recruitment"
	coerciveRecruitment        = "coercive_recruitment"
	recruitmentByVulnerability = "recruitment_by_vulnerability"
	exploitation               = "exploitation"
	coercionAtDestination      = "coercion_at_destination"
	vulnerabilityAtDestination = "vulnerability_at_destination"
)

// delphiPattern combines the dimensions that are met.
//
// Source: ACTIP 2
func delphiPattern(met map[string]bool, child bool) Pattern {
	before, after := anyOf(met, deceptiveRecruitment, coerciveRecruitment, recruitmentByVulnerability),
		anyOf(met, coercionAtDestination, vulnerabilityAtDestination)
	switch {
	case met[exploitation] && child: // no means is needed
		return ChildExploitation
	case met[exploitation]:
		return adultPattern(met, before, after)
	case before || after:
		return MeansOnly
	}
	return NothingFound
}

// adultPattern says which means, before and after arrival, go with exploitation.
//
// Source: ACTIP 2
func adultPattern(met map[string]bool, before, after bool) Pattern {
	switch {
	case anyOf(met, deceptiveRecruitment, coerciveRecruitment) && met[coercionAtDestination]:
		return Trafficking
	case before && after:
		return TraffickingByVulnerability
	case met[deceptiveRecruitment]:
		return DeceptionAndExploitation
	case before || after:
		return MeansAndExploitation
	}
	return Exploitation
}

func anyOf(met map[string]bool, dimensions ...string) bool {
	return slices.ContainsFunc(dimensions, func(d string) bool { return met[d] })
}

// presencePattern is the rule of an instrument without score: one sign can be
// enough to look further.
func presencePattern(signs Pattern, present, unanswered int) Pattern {
	switch {
	case present > 0:
		return cmp.Or(signs, ForcedLabourSigns)
	case unanswered > 0:
		return TooLittleKnown
	}
	return NothingFound
}
