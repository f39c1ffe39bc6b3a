package data

// A link says, on a line of a file, that one thing leads to another: an event to what it
// recommended and to the events that follow it, a recommendation to what came after.
type link struct {
	at       place
	from, to string
}

func (l *loader) leads(at place, from, to string) { l.chain = append(l.chain, link{at, from, to}) }

// judgeChain refuses what leads back to itself: of each circle the link that was said last.
// It looks at each link twice, however long the chain is.
func (l *loader) judgeChain() {
	on, back := map[string][]string{}, map[string][]string{}
	var all []string
	for _, k := range l.chain {
		for _, name := range []string{k.from, k.to} {
			if _, seen := on[name]; !seen {
				on[name], all = nil, append(all, name)
			}
		}
		on[k.from] = append(on[k.from], k.to)
		back[k.to] = append(back[k.to], k.from)
	}
	circle := circles(all, on, back)
	closes := map[string]link{}
	for _, k := range l.chain {
		if circle[k.from] == circle[k.to] {
			closes[circle[k.from]] = k
		}
	}
	for _, k := range l.chain {
		if c, ok := closes[circle[k.from]]; ok && c == k {
			l.add(k.at, RuleCircle, "%s leads to %s, which leads back to it", k.from, k.to)
			delete(closes, circle[k.from])
		}
	}
}

// circles gives to all that lead to each other the same name: first each comes after all
// that it leads to, then it is walked back from the last (Kosaraju). Nothing calls itself,
// because a chain can be longer than a stack.
func circles(all []string, on, back map[string][]string) map[string]string {
	type step struct {
		name string
		next int
	}
	var order []string
	seen := map[string]bool{}
	for _, start := range all {
		if seen[start] {
			continue
		}
		seen[start] = true
		for path := []step{{start, 0}}; len(path) > 0; {
			top := &path[len(path)-1]
			if top.next == len(on[top.name]) {
				order, path = append(order, top.name), path[:len(path)-1]
				continue
			}
			next := on[top.name][top.next]
			top.next++
			if !seen[next] {
				seen[next] = true
				path = append(path, step{next, 0})
			}
		}
	}
	circle := map[string]string{}
	for i := len(order) - 1; i >= 0; i-- {
		for rest := []string{order[i]}; len(rest) > 0; {
			name := rest[len(rest)-1]
			rest = rest[:len(rest)-1]
			if _, named := circle[name]; named {
				continue
			}
			circle[name] = order[i]
			rest = append(rest, back[name]...)
		}
	}
	return circle
}
