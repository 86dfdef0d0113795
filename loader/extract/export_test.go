package extract

// NewRuled makes a Reader that goes by rules alone, as one without the file of the models does.
var NewRuled = newRuled
