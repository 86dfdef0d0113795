package extract

// commonGiven are frequent given names of English-language news.
const commonGiven = `aaron adam alan albert alex alexander alexei alice alison allen amanda amy andrea andrei andrew andriy anna anne anthony antonio arthur ashley barbara ben
	benjamin bernard beth bill bob boris brad brian bruce carl carlos carol caroline catherine charles charlie chris christian christina christine christopher claire colin craig
	dan daniel dave david dean deborah denis dennis diana diane dmitry dmytro don donald donna dorothy doug douglas ed edward elena elizabeth ellen emily emma eric erik eugene
	evan eva frank fred gary gavin geoffrey george gerald gina glenn gordon graham greg gregory hans harold harry heather helen henry howard hugh ian igor irina ivan jack jacob
	jacqueline jake james jamie jan jane janet jason jay jean jeff jeffrey jennifer jeremy jerry jessica jill jim joan joe john jon jonathan jordan jose joseph joshua juan judith
	judy julia julian julie justin karen karl kate katherine kathleen kathy keith kelly ken kenneth kevin kim kirill kyle larry laura lauren lawrence lee leonard leonid leslie
	lewis linda lisa louis lucas lucy luis luke lynn marc marcus margaret maria marie marina mark martha martin mary matt matthew max maxim megan melissa michael michelle mick
	miguel mike mikhail mohammed muhammad mohammad ahmed ali hassan hussein omar nancy natalia natalie nathan neil nicholas nick nicole nicolas nikolai nina noah nora norman
	oleg oleksandr oleksiy olga oliver olivia oscar owen pamela patricia patrick paul paula pavel pedro peter petro phil philip phillip pierre rachel ralph randy ray raymond
	rebecca richard rick rob robert roberta robin rodney roger roman ron ronald rosa roy russell ruth ryan sam samantha samuel sandra sara sarah scott sean serge sergei sergey
	serhiy sharon shawn sheila simon sophia sophie stanislav stephanie stephen steve steven stuart susan svetlana sylvia tatiana ted teresa terry thomas tim timothy tina todd tom
	tony tracy trevor valentina vanessa vera veronica victor viktor victoria vincent virginia vitaly vladimir volodymyr walter warren wayne wendy wesley william yevgeny yulia yuri zoe theodore`
