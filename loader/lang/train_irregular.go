package lang

// irregularVerbs are verbs of English whose past is not made by rule: the verb, its past, its participle if that differs, and
// other forms of it. Source: hand. Regular second forms are left to the rules.
const irregularVerbs = `
abide abode
arise arose arisen
awake awoke awoken
be was were been
bear bore borne born
beat beaten
become became
befall befell befallen
beget begot begat begotten
begin began begun
behold beheld
bend bent
bereave bereft
beseech besought
beset
bet
betake betook betaken
bid bade bidden
bind bound
bite bit bitten
bleed bled
blow blew blown
break broke broken
breed bred
bring brought
broadcast
browbeat browbeaten
build built
burn burnt
burst
buy bought
cast
catch caught
choose chose chosen
cleave cleft cloven
cling clung
come came
cost
creep crept
cut
deal dealt
dig dug
dive dove
do did done
draw drew drawn
dream dreamt
drink drank drunk
drive drove driven
dwell dwelt
eat ate eaten
fall fell fallen
feed fed
feel felt
fight fought
find found
flee fled
fling flung
fly flew flown
forbear forbore forborne
forbid forbade forbidden
forecast
foresee foresaw foreseen
foretell foretold
forget forgot forgotten
forgive forgave forgiven
forgo forwent forgone
forsake forsook forsaken
forswear forswore forsworn
freeze froze frozen
get got gotten
give gave given
go went gone
grind ground
grow grew grown
hang hung
have had
hear heard
hew hewn
hide hid hidden
hit
hold held
hurt
inset
keep kept
kneel knelt
know knew known
lay laid
lead led
lean leant
leap leapt
learn learnt
leave left
lend lent
let
lie lay lain
light lit
lose lost
make made
mean meant
meet met
mislead misled
misread
misspell misspelt
mistake mistook mistaken
misunderstand misunderstood
mow mown
offset
outbid
outdo outdid outdone
outgrow outgrew outgrown
outrun outran
outsell outsold
overcome overcame
overdo overdid overdone
override overrode overridden
overrun overran
oversee oversaw overseen
oversleep overslept
overtake overtook overtaken
overthrow overthrew overthrown
partake partook partaken
pay paid
plead pled
prepay prepaid
prove proven
put
quit
read
rebuild rebuilt
recast
redo redid redone
redraw redrew redrawn
relay relaid
remake remade
rend rent
repay repaid
rerun reran
resell resold
reset
resit resat
retake retook retaken
retell retold
rethink rethought
rewind rewound
rewrite rewrote rewritten
rid
ride rode ridden
ring rang rung
rise rose risen
run ran
saw sawn
say said
see saw seen
seek sought
sell sold
send sent
set
sew sewn
shake shook shaken
shear shorn
shed
shine shone
shoe shod
shoot shot
show shown
shred
shrink shrank shrunk
shut
sing sang sung
sink sank sunk
sit sat
slay slew slain
sleep slept
slide slid
sling slung
slink slunk
slit
smell smelt
smite smote smitten
sow sown
speak spoke spoken
speed sped
spell spelt
spend spent
spill spilt
spin spun
spit spat
split
spoil spoilt
spread
spring sprang sprung
stand stood
steal stole stolen
stick stuck
sting stung
stink stank stunk
strew strewn
stride strode stridden
strike struck stricken
string strung
strive strove striven
sublet
swear swore sworn
sweep swept
swell swollen
swim swam swum
swing swung
take took taken
teach taught
tear tore torn
tell told
think thought
thrive throve thriven
throw threw thrown
thrust
tread trod trodden
undercut
undergo underwent undergone
underlie underlay underlain
underpay underpaid
understand understood
undertake undertook undertaken
underwrite underwrote underwritten
undo undid undone
unwind unwound
uphold upheld
upset
wake woke woken
wear wore worn
weave wove woven
weep wept
wet
win won
wind wound
withdraw withdrew withdrawn
withhold withheld
withstand withstood
wring wrung
write wrote written
bivouac bivouacked bivouacking
frolic frolicked frolicking
mimic mimicked mimicking
panic panicked panicking
picnic picnicked picnicking
traffic trafficked trafficking
`

// irregularNouns are nouns of English whose plural is not made by rule, and plurals that are their own lemma. Source: hand.
const irregularNouns = `
alumnus alumni
analysis analyses
antithesis antitheses
appendix appendices
axis axes
bacillus bacilli
bacterium bacteria
basis bases
cactus cacti
catharsis catharses
child children
corpus corpora
crisis crises
criterion criteria
diagnosis diagnoses
die dice
ellipsis ellipses
emphasis emphases
foot feet
fungus fungi
genesis geneses
genus genera
goose geese
grandchild grandchildren
hypothesis hypotheses
index indices
larva larvae
locus loci
louse lice
matrix matrices
metamorphosis metamorphoses
metastasis metastases
mouse mice
nucleus nuclei
oasis oases
ovum ova
ox oxen
parenthesis parentheses
phenomenon phenomena
prognosis prognoses
quiz quizzes
radius radii
referendum referenda
spectrum spectra
stimulus stimuli
stratum strata
synopsis synopses
synthesis syntheses
testis testes
thesis theses
tooth teeth
vertebra vertebrae
vertex vertices
vortex vortices
belief beliefs
chief chiefs
brief briefs
calf calves
elf elves
half halves
hoof hooves
knife knives
leaf leaves
life lives
loaf loaves
scarf scarves
self selves
shelf shelves
thief thieves
wharf wharves
wife wives
wolf wolves
amends
athletics
barracks
belongings
binoculars
clothes
crossroads
earnings
economics
ethics
faeces
feces
gallows
glasses
goggles
goods
gymnastics
headquarters
jeans
linguistics
logistics
mathematics
means
outskirts
pants
physics
politics
regards
remains
riches
scissors
series
shenanigans
species
surroundings
tenterhooks
thanks
tongs
troops
trousers
whereabouts
`

// particles are words of names that stay in small letters. Source: hand.
const particles = `bin ibn von van der den del della dos das`

// shortForms are abbreviations that the treebanks write out in the lemma: the form, its UPOS and the lemma. Source: hand.
const shortForms = `
amt NOUN amount
appt NOUN appointment
approx ADV approximately
approx. ADV approximately
attn NOUN attention
attn. NOUN attention
b/c ADP because
b/c SCONJ because
bc ADP because
bc SCONJ because
coz SCONJ because
cuz SCONJ because
dept NOUN department
dept. NOUN department
govt NOUN government
govt. NOUN government
hr NOUN hour
hrs NOUN hour
mins NOUN minute
pls INTJ please
secs NOUN second
thru ADP through
w/ ADP with
w/o ADP without
w/o SCONJ without
yr NOUN year
yrs NOUN year
Feb PROPN February
Feb. PROPN February
Jan. PROPN January
Mar. PROPN March
Apr PROPN April
Apr. PROPN April
Aug PROPN August
Aug. PROPN August
Sep PROPN September
Sep. PROPN September
Sept PROPN September
Sept. PROPN September
Oct PROPN October
Oct. PROPN October
Nov PROPN November
Nov. PROPN November
Dec PROPN December
Dec. PROPN December
Mon. PROPN Monday
Tue. PROPN Tuesday
Tues. PROPN Tuesday
Wed. PROPN Wednesday
Thu. PROPN Thursday
Thurs. PROPN Thursday
Fri. PROPN Friday
`
