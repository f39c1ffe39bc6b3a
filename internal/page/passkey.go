package page

// A Passkey is a form that is answered with a passkey. A script asks the device and sends
// the form; without one, and at another host, the form is not shown. Its template is
// "passkey".
type Passkey struct {
	Form
	Host string // where passkeys work
	// From is where the challenge comes from, unless Options and Box are it.
	From         string
	Options, Box string
	Failed       string // said if the device gives no answer
	Or           string // said after it; "" for nothing
}
