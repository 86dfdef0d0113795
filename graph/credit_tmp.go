package graph

func (a *stored) credit() ID { return ID{} }
