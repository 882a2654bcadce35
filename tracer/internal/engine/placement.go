package engine

// placement moves the tracer's thread to where its tracee runs.
type placement struct{}

func newPlacement(bool) placement { return placement{} }
func (p *placement) close()       {}
func (p *placement) pause()       {}
func (p *placement) gone(*tracee) {}
