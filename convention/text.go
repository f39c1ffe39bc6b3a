package convention

// Translation is the texts of one language.
type Translation struct{}

func (l *loader) translations() {}
