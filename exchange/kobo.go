package exchange

import (
	"slices"
	"strings"
)

// A form that was filled in on a telephone comes from KoBo with columns of its own:
// when it was sent and by which machine, and for a question with several answers one
// column with all of them, then one for each choice, QUESTION/CHOICE. Groups of the form
// stand before a question, GROUP/QUESTION. The options of that export are
// described at https://rdrr.io/cran/KoboconnectR/man/kobo_export_create.html

// koboOnly are columns that no other file has.
var koboOnly = []string{"_uuid", "_submission_time", "__version__", "_submission__uuid", "_validation_status", "formhub/uuid", "meta/instanceid"}

// koboAlso are its other columns that say nothing of a person.
var koboAlso = []string{
	"start", "end", "today", "deviceid", "subscriberid", "simserial", "simid", "phonenumber", "username", "device_id", "audit", "background-audio",
	"_id", "_notes", "_status", "_submitted_by", "_tags", "_index", "_parent_index", "_parent_table_name", "_attachments", "_geolocation",
	"_xform_id_string", "_bamboo_dataset_id", "instanceid", "meta/rootuuid", "meta/deprecatedid", "meta/instancename",
}

// isKobo reports whether a header shows that the file comes from KoBo.
func isKobo(header string) bool { return slices.Contains(koboOnly, fold(header)) }

// isMetadata reports whether a column of KoBo says nothing of a person.
func isMetadata(header string) bool { return isKobo(header) || slices.Contains(koboAlso, fold(header)) }

// choice returns the field and the choice that a header FIELD/CHOICE names, also behind
// groups; "" for any other.
func (d dictionary) choice(header string) (main, chosen string) {
	parts := strings.Split(header, "/")
	for at := len(parts) - 2; at >= 0; at-- {
		if name, ext := d.byLabel(parts[at]); name != "" && !ext && d.fields[name].Kind.Several() {
			return name, strings.Join(parts[at+1:], "/")
		}
	}
	return "", ""
}

// grouped returns the full name of GROUP/FIELD.
func (d dictionary) grouped(header string) (name string, ext bool) {
	at := strings.LastIndex(header, "/")
	if main, _ := d.choice(header); at < 0 || main != "" {
		return "", false
	}
	return d.known(header[at+1:])
}
