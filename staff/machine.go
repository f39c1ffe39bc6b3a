package staff

import "strings"

// machines is the closed list of kinds of machines that a session is begun on, each after
// the words by which a browser says so. The first that fits counts: a phone names its
// system and what that is made of.
var machines = []struct{ kind, word string }{
	{"android", "Android"}, {"iphone", "iPhone"}, {"iphone", "iPad"}, {"windows", "Windows"}, {"mac", "Macintosh"}, {"linux", "CrOS"}, {"linux", "Linux"},
}

// otherMachine is the kind of a machine of which a browser does not say what it is.
const otherMachine = "other"

// machineOf returns what kind of machine a browser says it is on. That is all that is
// stored of what it says, enough for someone to tell their own sessions apart.
func machineOf(agent string) string {
	for _, m := range machines {
		if strings.Contains(agent, m.word) {
			return m.kind
		}
	}
	return otherMachine
}

// browsers is the closed list of browsers, each after the word by which it says so. Most also
// say the words of those that come later.
var browsers = []struct{ code, word string }{
	{"edge", "Edg"}, {"opera", "OPR/"}, {"samsung", "SamsungBrowser"}, {"firefox", "Firefox"}, {"firefox", "FxiOS"}, {"chrome", "CriOS"}, {"chrome", "Chrome"}, {"safari", "Safari"},
}

// browserOf returns which browser a browser says that it is; "other" if that is none of the list.
func browserOf(agent string) string {
	for _, b := range browsers {
		if strings.Contains(agent, b.word) {
			return b.code
		}
	}
	return otherMachine
}
