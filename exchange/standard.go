package exchange

import (
	"cmp"
	"strings"

	"lindung/field"
	"lindung/person"
)

// core are the columns of the templates of HTCDS 2.0 in their order, B to AM: the 38
// core fields. International Organization for Migration, CC BY 4.0,
// https://github.com/UNMigration/HTCDS.
var core = []string{
	"cas_CaseOwner", "prs_Salutation", "prs_FirstName", "prs_SecondName", "con_Consent", "prs_Birthdate", "prs_Gender",
	"prs_Citizenship", "prs_Title", "prs_Email", "prs_HomePhone", "prs_MobilePhone", "prs_MailingStreet", "prs_MailingCity",
	"prs_MailingState", "prs_MailingPostalCode", "prs_MailingCountry", "vic_TraffickingStatus",
	"vic_TraffickingStatusDecisionMakingOrg", "vic_MethodOfRecruitment", "vic_LocationOfRecruitment", "vic_MethodsOfControl",
	"vic_TypeOfExploitation", "vic_ForcedLabourIndustry", "vic_TypeOfSexExploitation", "vic_LocationOfExploitation",
	"cas_Status", "cas_ReferringOrganisation", "cas_IncomingReferralDate", "cas_ReferringPrimaryCaseWorker",
	"cas_ReasonForIncomingReferral", "cas_IncomingReferralDetails", "cas_ReferredOrganisation",
	"cas_ReferredPrimaryCaseWorker", "cas_ReasonForOutgoingReferral", "cas_OutgoingReferralDate",
	"cas_OutgoingReferralDetails", "cas_ReasonForCaseClosure",
}

// Parts of names. HTCDS has a first, a middle and a second name; here a name is
// one text, and the parts are stored only for export.
const (
	firstName  = "prs_FirstName"
	middleName = "prs_MiddleName"
	secondName = "prs_SecondName"
	longestOne = 300 // runes of a name, as package cases has it
)

var parts = []part{
	{firstName, "First Name", field.NewText("first_name", field.Max(longestOne))},
	{middleName, "Middle Name", field.NewText("middle_name", field.Max(longestOne))},
	{secondName, "Second Name", field.NewText("second_name", field.Max(longestOne))},
}

type part struct {
	htcds, label string
	is           field.Typed[string]
}

// extension ends the name of a column that has, beside another column, the values
// that HTCDS lacks.
const extension = "_ext"

// aliases are what files write for a full name: slips of the templates and of
// the XLSForm, a name and a label of version 0.2, a name that is whole, and what lists
// write above an age, which the standard does not have.
var aliases = map[string]string{
	"vic_TraffickinStatusDecisionMakingOrg": "vic_TraffickingStatusDecisionMakingOrg",
	"prs_First_Name":                        firstName,
	"prs_Second_Name":                       secondName,
	"vic_Methods_of_Control":                "vic_MethodsOfControl",
	"prs_Nationality":                       "prs_Citizenship",
	"Nationality":                           "prs_Citizenship",
	"Given Name":                            firstName,
	"Family Name":                           secondName,
	"Full Name":                             firstName,
	"Nama Lengkap":                          firstName,
	"Age":                                   estimatedAge,
	"Age (years)":                           estimatedAge,
	"Umur":                                  estimatedAge,
	"Usia":                                  estimatedAge,
}

// estimatedAge is the column of an age that was told or estimated.
const estimatedAge = own + "estimated_age"

// ambiguous are labels that the standard gives to several fields; a column needs more
// than such a label.
var ambiguous = []string{"Type", "Longitude", "Latitude"}

// Column returns the full name of the column of a field, x_ before its own name
// for one that HTCDS lacks.
func Column(i *field.Info) string {
	if i.HTCDS == "" {
		return own + i.Name
	}
	return i.HTCDS
}

// goesOut returns the fields that files carry, in the order of the forms: every field of
// a form that is answered once, so that nothing that was asked is lost, and all that
// keeps a contact safe. Who must not know of the person stays; whom to ask goes.
//
// Source: ACTIP 14.5
func goesOut(forms field.Set) []*field.Info {
	var all []*field.Info
	for _, f := range forms {
		for _, i := range f.Fields {
			once := f.Repeat == nil && f.Name != person.Counted.Name && !i.Inside && len(i.ToldWith) == 0
			if i.HTCDS != "" || once {
				all = append(all, i)
			}
		}
	}
	return all
}

// dictionary finds a field by what a header says.
type dictionary struct {
	forms  field.Set
	names  map[string]string // folded name or alias -> full name
	labels map[string]string // folded label -> full name
	fields map[string]*field.Info
}

// standard returns the dictionary of all fields of forms that have a column.
func standard(forms field.Set) dictionary {
	d := dictionary{forms, map[string]string{}, map[string]string{}, map[string]*field.Info{}}
	for _, p := range parts {
		d.add(p.htcds, p.label, p.is.Info)
	}
	for _, i := range goesOut(forms) {
		d.add(Column(i), cmp.Or(i.HTCDSLabel, Column(i)), i)
	}
	for _, i := range forms.Fields() { // what does not go out can come in all the same
		if name := Column(i); d.fields[name] == nil {
			d.add(name, cmp.Or(i.HTCDSLabel, name), i)
		}
	}
	for alias, name := range aliases {
		d.names[fold(alias)] = name
	}
	for _, label := range ambiguous {
		delete(d.labels, fold(label))
	}
	return d
}

// own begins the name of a column that HTCDS does not have.
const own = "x_"

func (d dictionary) add(name, label string, i *field.Info) {
	d.names[fold(name)], d.fields[name] = name, i
	if label != "" {
		d.labels[fold(label)] = name
	}
}

// byName returns the full name that a machine name means, and whether it is
// the column of extensions beside it.
func (d dictionary) byName(text string) (name string, ext bool) {
	text = fold(text)
	if name = d.names[text]; name != "" {
		return name, false
	}
	if main, found := strings.CutSuffix(text, extension); found {
		name = d.names[main]
		return name, name != "" && !isPart(name)
	}
	return "", false
}

// byLabel returns the full name that a label means; a label may also be the
// machine name itself, behind the name of a group.
func (d dictionary) byLabel(text string) (name string, ext bool) {
	if name, ext = d.known(text); name != "" {
		return name, ext
	}
	return d.grouped(text)
}

func (d dictionary) known(text string) (name string, ext bool) {
	if name = d.labels[fold(text)]; name != "" {
		return name, false
	}
	return d.byName(text)
}

// coded reports whether answers to the field come from a list.
func coded(i *field.Info) bool {
	switch i.Kind {
	case field.KindCode, field.KindCodes, field.KindCountry, field.KindCountries, field.KindLanguage, field.KindLanguages:
		return true
	}
	return false
}

// unseen are signs that nobody sees.
var unseen = strings.NewReplacer("\u200b", "", "\ufeff", "", "\u00ad", "")

// fold returns one form for texts of a header that mean the same: lower case, one
// plain space between words.
func fold(s string) string {
	s = unseen.Replace(s)
	return strings.Join(strings.Fields(strings.ToLower(s)), " ")
}
