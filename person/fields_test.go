package person

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/field"
)

// notOurs says of each HTCDS field about a person or their situation why no
// field here has it.
var notOurs = map[string]string{
	"prs_FirstName":        "a part of a name; names are records of their own",
	"prs_MiddleName":       "a part of a name; names are records of their own",
	"prs_SecondName":       "a part of a name; names are records of their own",
	"prs_MailingLongitude": "finds a person to the metre; the address is enough to write to them",
	"prs_MailingLatitude":  "finds a person to the metre; the address is enough to write to them",
	"hte_Longitude":        "the address of an event is enough; nobody remembers coordinates",
	"hte_Latitude":         "the address of an event is enough; nobody remembers coordinates",
}

// rows reads a list of the standard.
func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range all[1:] {
		m := map[string]string{}
		for n, column := range all[0] {
			m[column] = row[n]
		}
		out = append(out, m)
	}
	return out
}

func TestEveryHTCDSFieldIsMapped(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range rows(t, "htcds_2.0_fields.csv") {
		name := row["full_name"]
		if !slices.Contains([]string{"prs_", "vic_", "hte_", "con_", "cas_"}, row["prefix"]) {
			continue
		}
		seen[name] = true
		i, ok := Forms.ByHTCDS(name)
		if why := notOurs[name]; ok == (why != "") {
			t.Errorf("%s: mapped %v, reason against it %q", name, ok, why)
		}
		if !ok {
			continue
		}
		if i.HTCDSLabel != row["label"] {
			t.Errorf("%s: label %q, want %q", name, i.HTCDSLabel, row["label"])
		}
		if i.Core != (row["core"] == "yes") {
			t.Errorf("%s: core %v, in the standard %s", name, i.Core, row["core"])
		}
		if (i.Until != "") != (row["status"] == "DEPRECATED") {
			t.Errorf("%s: until %q, in the standard %s", name, i.Until, row["status"])
		}
		if want := row["codelist"]; (want != "") != (i.List != nil) {
			t.Errorf("%s: has a list %v, in the standard %q", name, i.List != nil, want)
		}
	}
	for _, i := range Forms.Fields() {
		if i.HTCDS != "" && !seen[i.HTCDS] {
			t.Errorf("%s: HTCDS has no %s", i.Name, i.HTCDS)
		}
	}
	if _, ok := Forms.ByHTCDS(""); ok {
		t.Error("a field without an HTCDS name was found by none")
	}
}

// Every value of the standard is read by name and by label, and every code
// that the standard lacks is marked and says what it is exported as.
func TestCodeLists(t *testing.T) {
	have := map[string]map[string]bool{}
	for _, row := range rows(t, "htcds_2.0_codelists.csv") {
		i, ok := Forms.ByHTCDS(row["field"])
		if !ok {
			continue
		}
		name, label := row["value_name"], row["value_label"]
		if have[i.Name] == nil {
			have[i.Name] = map[string]bool{}
		}
		have[i.Name][name] = true
		for _, text := range []string{name, label, " " + strings.ToUpper(label), strings.ReplaceAll(label, " ", " \u00a0")} {
			if got, changed, _ := i.List.Parse(text); got != name || changed != (text != name) {
				t.Errorf("%s: %q is read as %q, want %q", i.Name, text, got, name)
			}
		}
		if c, _ := i.List.Code(name); c.Label() != label {
			t.Errorf("%s: %s has label %q, want %q", i.Name, name, c.Label(), label)
		}
	}
	for _, i := range Forms.Fields() {
		if i.HTCDS == "" || i.List == nil {
			continue
		}
		for _, c := range i.List.Codes {
			if c.Extension() == have[i.Name][c.Name] || c.Extension() != (c.Ext != "") {
				t.Errorf("%s: %+v: extension %v, in the standard %v", i.Name, c, c.Extension(), have[i.Name][c.Name])
			}
			if c.Ext != "" && !have[i.Name][c.Ext] {
				t.Errorf("%s: %s is exported as %s, which the standard lacks", i.Name, c.Name, c.Ext)
			}
		}
	}
}

func TestForms(t *testing.T) {
	names, fields := map[string]bool{}, map[string]bool{}
	groups := map[lindung.Group]bool{}
	for _, f := range Forms {
		if names[f.Name] || len(f.Fields) == 0 || len(f.Fields) > 7 {
			t.Errorf("%s: twice, empty or longer than a page", f.Name)
		}
		names[f.Name] = true
		for _, i := range f.Fields {
			if i.Group != f.Fields[0].Group || !slices.Contains(lindung.Groups, i.Group) {
				t.Errorf("%s: %s is in group %q", f.Name, i.Name, i.Group)
			}
			if fields[i.Name] {
				t.Errorf("%s: declared twice", i.Name)
			}
			fields[i.Name] = true
			groups[i.Group] = true
			if got, ok := Forms.FormOf(i); !ok || got != f {
				t.Errorf("%s is not found in its form", i.Name)
			}
		}
		if got, ok := Forms.Named(f.Name); !ok || got != f {
			t.Errorf("%s is not found", f.Name)
		}
	}
	for _, g := range lindung.Groups {
		if !groups[g] && g != lindung.Justice { // of which nothing is asked about the person
			t.Errorf("no field in group %s", g)
		}
	}
	if _, ok := Forms.FormOf(field.NewText("stranger").Info); ok {
		t.Error("a field of no form was found")
	}
	if _, ok := Forms.Named("stranger"); ok {
		t.Error("a form that is none was found")
	}
}

// What names, finds or retells is sealed; nothing sealed is counted; whatever
// is held, the person may ask for; police get neither health nor support.
func TestClassesAndPurposes(t *testing.T) {
	free := []field.Kind{field.KindText, field.KindLong, field.KindPhone, field.KindEmail}
	sealed := []lindung.Group{lindung.Contact, lindung.Safety, lindung.Health}
	withheld := []lindung.Group{lindung.Health, lindung.SupportNotes, lindung.Family, lindung.Contact, lindung.Immigration}
	for _, i := range Forms.Fields() {
		if !i.HasPurpose(lindung.OwnRequest) || len(i.Purposes) < 3 {
			t.Errorf("%s: purposes %v", i.Name, i.Purposes)
		}
		for _, p := range i.Purposes {
			if !slices.Contains(lindung.Purposes, p) {
				t.Errorf("%s: purpose %q", i.Name, p)
			}
		}
		if slices.Contains(free, i.Kind) && i.Class != field.Sealed && i != Salutation.Info {
			t.Errorf("%s: free text of class %v", i.Name, i.Class)
		}
		if slices.Contains(sealed, i.Group) && i.Class != field.Sealed {
			t.Errorf("%s: group %s of class %v", i.Name, i.Group, i.Class)
		}
		if i.HasPurpose(lindung.Statistics) && i.Class == field.Sealed {
			t.Errorf("%s: sealed and counted", i.Name)
		}
		if i.HasPurpose(lindung.LawEnforcement) && slices.Contains(withheld, i.Group) {
			t.Errorf("%s: group %s for law enforcement", i.Name, i.Group)
		}
	}
}

// labels reads one catalog in one language.
func labels(t *testing.T, lang, area string) map[string]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "i18n", "catalog", lang, area+".json"))
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// labelled lists the keys that the declarations need.
func labelled() map[string]bool {
	need := map[string]bool{}
	for _, f := range Forms {
		need["form."+f.Name], need["form."+f.Name+".intro"] = true, true
	}
	for _, i := range Forms.Fields() {
		need["field."+i.Name] = true
		if i.Class > field.Open {
			need["field."+i.Name+".why"] = true
		}
		if i.List == nil {
			continue
		}
		for _, c := range i.List.Codes {
			need["code."+i.List.Name+"."+c.Name] = true
		}
	}
	for _, g := range lindung.Groups {
		need["group."+string(g)] = true
	}
	for _, p := range lindung.Purposes {
		need["purpose."+string(p)] = true
	}
	for _, r := range lindung.Roles {
		need["role."+string(r)] = true
	}
	for _, s := range lindung.Sectors {
		need["sector."+string(s)] = true
	}
	for _, a := range field.Absences {
		need["absent."+string(a)] = true
	}
	return need
}

// Nothing is asked without a name, and nothing that could harm without a
// reason that the person can be told.
func TestLabels(t *testing.T) {
	need, en, id := labelled(), labels(t, "en", "field"), labels(t, "id", "field")
	for key := range need {
		if en[key] == "" || id[key] == "" {
			t.Errorf("%s: English %q, Indonesian %q", key, en[key], id[key])
		}
	}
	for key, text := range en {
		// Names of platforms, and one word that is Indonesian too, are the same.
		same := strings.HasPrefix(key, "code.platform.") || key == "role.administrator"
		if id[key] == "" || text == id[key] && !same {
			t.Errorf("%s: Indonesian %q", key, id[key])
		}
		if !need[strings.TrimSuffix(key, ".hint")] && !strings.HasPrefix(key, "problem.") {
			t.Errorf("%s: nothing uses it", key)
		}
	}
	if len(id) != len(en) {
		t.Errorf("%d labels in English, %d in Indonesian", len(en), len(id))
	}
}

// The odd answers of the HTCDS files that organisations send.
func TestReadsWhatFilesHold(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct{ htcds, in, want, flags string }{ // flags: c changed, e ext, ! refused
		{"vic_TypeOfExploitation", "forced labour; Sexual exploitation", "ForcedLabour; SexualExploitation", "c"},
		{"vic_TypeOfExploitation", "Forced criminality", "x_ForcedCriminality", "ce"},
		{"vic_TypeOfExploitation", "Other; x_ForcedCriminality", "Other; x_ForcedCriminality", "e"},
		{"vic_MethodsOfControl", "Restricts movement", "x_RestrictsMovement", "ce"},
		{"vic_MethodsOfControl", "debt  bondage;Takes earnings", "DebtBondage; TakesEarnings", "c"},
		{"vic_MethodsOfControl", "Limits access to own children", "x_LimitsAccessToOwnChildren", "ce"},
		{"vic_ForcedLabourIndustry", "Construction", "F_Construction", "c"},
		{"vic_ForcedLabourIndustry", "Construction; Water supply; sewerage, waste management and remediation; Education",
			"F_Construction; E_WaterSupplySewerageWasteManagement; P_Education", "c"},
		{"vic_ForcedLabourIndustry", "Z_Unknown", "problem.codes", "!"},
		{"vic_ForcedLabourIndustry", "x_Unknown", "", "e"},
		{"cas_Status", "Follow up", "FollowUp", "c"},
		{"cas_ReasonForOutgoingReferral", "Migration Or Change Of Location", "MigrationOrChangeOfLocation", "c"},
		{"prs_Gender", "feminine ", "Feminine", "c"},
		{"prs_Gender", "Male", "Masculine", "c"},
		{"prs_Citizenship", "Thailand", "TH", "c"},
		{"prs_Citizenship", "XX", "problem.countries", "!"},
		{"prs_Birthdate", "44197", "2021-01-01", "c"},
		{"prs_Birthdate", "2031-01-01", "problem.date.future", "!"},
		{"con_Consent", "yes", "TRUE", "c"},
		{"cas_IncomingReferralDate", "2023-13-01", "problem.date.impossible", "!"},
		{"cas_OutgoingReferralDetails", "Bed for one night; = not a formula", "Bed for one night; = not a formula", ""},
	} {
		i, ok := Forms.ByHTCDS(test.htcds)
		if !ok {
			t.Fatalf("%s is not mapped", test.htcds)
		}
		var v field.Values
		changed, ext, bad := v.Parse(i, test.in, now)
		got, flags := v.Text(i), ""
		if changed {
			flags += "c"
		}
		if ext {
			flags += "e"
		}
		if bad != nil {
			got, flags = bad.Key, flags+"!"
		}
		if got != test.want || flags != test.flags {
			t.Errorf("%s %q: %q %q, want %q %q", test.htcds, test.in, got, flags, test.want, test.flags)
		}
	}
}
