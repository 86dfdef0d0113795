package fetchtest

import "time"

// story is one article of the site.
type story struct {
	path   string
	title  string
	author string
	at     time.Time
	manner int // of its page
	text   []string
}

func day(d, hour int) time.Time { return time.Date(2026, time.March, d, hour, 0, 0, 0, time.UTC) }

// stories are the site's articles, newest first, as its feeds list them. They are made up.
var stories = []story{
	{"/2026/03/12/harbour-dredging.html", "Harbour dredging to start in May", "Ines Rautio", day(12, 9), 0, []string{
		"The port authority of Kelmsund said on Thursday that dredging of the inner harbour will start in May and last eleven weeks.",
		"\"We will work at night so that the ferries keep their timetable,\" harbour master Olav Brekke said.",
		"The regional council has set aside 14 million euros for the work, according to its budget report.",
		"Fishermen fear that the mud will drift into the spawning grounds. \"Nobody has shown us a model of the currents,\" said Marta Lind, who chairs their association."}},
	{"/2026/03/11/mill-fire.html", "Fire destroys old paper mill", "Jonas Feld", day(11, 18), 1, []string{
		"A fire destroyed the old paper mill on the Aster river on Wednesday night, the fire service said.",
		"Fire chief Helena Markov said that 60 firefighters had been at work until dawn and that nobody was hurt.",
		"Police said the cause was not known. \"We cannot rule out arson,\" inspector Pavel Stern told reporters.",
		"The mill had stood empty since 2009, and the town had planned to turn it into flats."}},
	{"/2026/03/11/school-meals.html", "Schools to cook their own meals again", "", day(11, 8), 2, []string{
		"All nine primary schools of Kelmsund will cook their own meals from August, the town council announced.",
		"Councillor Ruth Achterberg said the change would cost 420,000 euros a year.",
		"The caterer that has delivered the meals since 2018 said it would not appeal."}},
	{"/2026/03/10/bridge-inspection.html", "Inspectors find cracks in the Aster bridge", "Ines Rautio", day(10, 14), 3, []string{
		"Inspectors have found hairline cracks in two girders of the Aster bridge, the road administration said on Tuesday.",
		"\"The bridge is safe for cars, but lorries above 20 tonnes must take the northern road,\" said engineer Tomas Vik.",
		"The administration expects repairs to take until the autumn."}},
	{"/2026/03/09/ferry-strike.html", "Ferry crews vote for a strike", "Agnes Holt", day(9, 20), 4, []string{
		"Crews of the island ferries voted on Monday to strike from 20 March, their union said.",
		"Union secretary Daniel Kost said that 87 percent of the members had voted in favour.",
		"The ferry company called the vote \"regrettable\" and said that it had offered a raise of 4 percent."}},
	{"/2026/03/08/museum-boat.html", "Museum gets a boat of the Iron Age", "Jonas Feld", day(8, 11), 5, []string{
		"The regional museum has received a boat that divers found in Lake Orre last summer.",
		"Archaeologist Sara Whitlock said the oak of the boat was felled around 240 BC.",
		"The boat must lie in a bath of wax for four years before visitors can see it, the museum said."}},
	{"/2026/03/07/water-prices.html", "Water prices rise by six percent", "", day(7, 7), 0, []string{
		"The waterworks of Kelmsund will raise prices by six percent in July, their director Emil Noor said on Saturday.",
		"He said that the new pumps at Lake Orre had cost more than planned.",
		"The consumers' league criticised the decision and demanded to see the accounts."}},
	{"/2026/03/06/night-train.html", "Night train to the capital returns", "Agnes Holt", day(6, 16), 1, []string{
		"The night train between Kelmsund and the capital will run again from June, the railway said on Friday.",
		"Minister of transport Karin Osei said the government would pay 3 million euros a year for it.",
		"\"People have asked for this train since the day it stopped,\" she said."}},
	{"/2026/03/05/beekeepers.html", "Beekeepers report a hard winter", "Ines Rautio", day(5, 10), 2, []string{
		"Beekeepers in the region have lost every third colony over the winter, their association reported.",
		"Its chair Leo Brandt said that a mite and the long frost were to blame.",
		"The university will examine samples from 40 hives."}},
	{"/2026/03/04/court-quarry.html", "Court stops the quarry's extension", "Agnes Holt", day(4, 13), 3, []string{
		"The administrative court on Wednesday stopped the extension of the Hallen quarry.",
		"Judge Miriam Falk said that the county had not examined the effect on the groundwater.",
		"The quarry's owner said that it would appeal. Neighbours had sued in 2024."}},
	{"/2026/03/03/library-hours.html", "Library opens on Sundays", "", day(3, 9), 4, []string{
		"The town library will open on Sundays from April, the town said on Tuesday.",
		"Librarian Noa Petrov said that staff would be there from noon until five.",
		"A trial last year drew 300 visitors each Sunday, according to the library."}},
	{"/2026/03/02/wind-farm.html", "Wind farm gets its permit", "Jonas Feld", day(2, 15), 5, []string{
		"The county has granted the permit for a wind farm of 18 turbines on the Skarv ridge.",
		"County governor Else Marten said that the turbines must stand still while the eagles breed.",
		"The operator said building would begin in 2027. Opponents said that they would go to court."}},
}

// correction is the notice that the mill's story gets.
const correction = "Correction: An earlier version of this article said that 60 firefighters had been at work. There were 80."

// corrected is the paragraph that the correction changes.
const corrected = "Fire chief Helena Markov said that 80 firefighters had been at work until dawn and that nobody was hurt."
