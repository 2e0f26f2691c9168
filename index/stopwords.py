"""Our lists of function words: indexed like any word, left out of plain queries that hold anything else to find."""

from __future__ import annotations

from index.folding import fold

STOP_WORDS = frozenset(
    """
    a an the this that these those
    i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
    who whom whose which what when where why how
    am is are was were be been being do does did doing have has had having
    can could may might must shall should will would
    and or nor not no but if then than so as because while until although
    at by for from in into of off on onto out over to up with within without about above below between
    through during before after against under upon
    there here all any both each few more most other some such only own same too very just also
    """.split()
)
"""Those of English, folded."""

_OTHERS = {
    "ar": """
        في من إلى على عن مع بين بعد قبل حتى منذ خلال عند لدى نحو ضد دون تحت فوق حول أمام
        هذا هذه ذلك تلك هؤلاء الذي التي الذين ما ماذا متى أين كيف لماذا هل كم
        هو هي هم هن أنا نحن أنت أنتم وهو وهي
        و أو أم ثم بل لكن إذا لو لأن أن إن كي كما مثل أيضا قد لقد سوف لا لم لن ليس ليست غير
        كان كانت يكون تكون كل بعض أي جميع به بها له لها فيه فيها منه منها عليه عليها إليه عنه ومن وفي وعلى كما بأن
        """,
    "da": """
        en et den det de denne dette disse der som hvad hvem hvilken hvilke hvor hvornår hvordan hvorfor
        jeg mig min mit mine du dig din dit dine han ham hans hun hende hendes vi os vores i jer jeres sig sin sit sine
        dem deres man
        er var være været bliver blev blevet har havde haft kan kunne skal skulle vil ville må måtte
        og eller men hvis når da end så at for fordi mens ikke ingen heller
        af til fra med om på ved over under efter før mod mellem gennem uden hos siden
        her alle alt nogen noget nogle hver mere mest meget anden andre samme kun også nu
        """,
    "de": """
        der die das den dem des ein eine einer einem einen eines kein keine keiner keinem keinen
        dieser diese dieses diesem diesen jener jene jenes welche welcher welches
        ich mich mir mein meine du dich dir dein deine er ihn ihm sein seine seiner seinem seinen sie ihr ihre ihrer
        ihrem ihren es wir uns unser unsere euch euer sich man
        wer wen wem wessen was wann wo warum wie
        bin bist ist sind war waren sei wäre gewesen werden wird wurde wurden worden habe hat haben hatte hatten
        kann können konnte muss müssen soll sollen sollte will wollen darf mag möchte
        und oder aber denn wenn als dass ob weil sondern nicht nie doch
        in im an am auf aus bei beim mit nach von vom vor zu zum zur über unter durch für gegen ohne um bis seit
        zwischen während
        hier da dort alle alles andere anderen einige etwas mehr nur noch schon auch so sehr
        """,
    "es": """
        el la los las lo un una unos unas al del este esta esto estos estas ese esa eso esos esas aquel aquella
        que quien quienes cual cuales cuyo cuando donde como por qué
        yo me mi mis tú te ti tu tus él ella ello ellos ellas se su sus nos nosotros nuestro nuestra nuestros nuestras
        les le usted ustedes
        es son era eran fue fueron ser sido siendo está están estaba estar hay ha han había haber he
        puede pueden debe tiene tienen
        y e o u ni no pero si sino porque aunque mientras pues
        a ante bajo con contra de desde durante en entre hacia hasta para según sin sobre tras
        aquí allí todo toda todos todas otro otra otros otras más menos muy ya también tan tanto cada mismo misma sólo
        """,
    "fi": """
        minä minun minut minua sinä sinun hän hänen häntä me meidän te teidän he heidän heitä
        se sen sitä siinä siitä siihen ne niiden niitä niissä tämä tämän tätä tässä tästä nämä näiden näitä
        tuo tuon nuo joka jonka jota jossa josta johon jotka joiden joita mikä minkä mitä missä mistä kuka kenen
        milloin miksi miten
        olen olet on olemme ovat ole oli olivat ollut olla olisi ei eivät en emme
        ja tai sekä mutta että jos kun kuin vaan koska vaikka eli
        kanssa mukaan jälkeen ennen yli alle ilman välillä vastaan varten kautta
        myös vain nyt jo niin kaikki muu muut muun sama itse hyvin
        """,
    "fr": """
        le la les un une des du de au aux ce cet cette ces cela ça
        qui que quoi dont où quel quelle quels quelles quand comment pourquoi
        je me moi mon ma mes tu te toi ton ta tes il elle on se soi son sa ses nous notre nos vous votre vos ils elles
        lui leur leurs eux y en
        est sont était étaient être été étant suis sera seront soit fut ai as a ont avait avaient avoir eu ayant
        peut peuvent doit doivent fait faire
        et ou ni mais donc or car si comme lorsque puisque parce ne pas plus non
        à dans par pour sur sous avec sans chez entre vers contre depuis pendant avant après jusque selon
        ici là tout toute tous toutes autre autres même mêmes aussi très bien encore moins
        """,
    "hu": """
        a az egy ez ezek ezt ennek azt annak azok ezen azon aki akik ami amely amelyek melyek mely
        én engem te ő őt mi minket ti ők őket neki nekik
        ki mit mikor hol hogyan miért
        van vannak volt voltak lesz lenne lett legyen nincs kell lehet
        és s vagy de ha hogy mert mint míg pedig sem nem ne is csak
        meg ki be fel le el át rá
        után előtt alatt között által szerint ellen nélkül felett mellett miatt iránt felé során
        itt ott minden más több még már nagyon így úgy majd most sok
        """,
    "it": """
        il lo la i gli le un uno una del dello della dei degli delle al allo alla ai agli alle
        dal dallo dalla dai dagli dalle nel nello nella nei negli nelle sul sullo sulla sui sugli sulle
        questo questa questi queste quello quella quelli quelle che chi cui quale quali quando dove come perché
        io mi me mio mia tu ti te tuo tua lui lei si sé suo sua suoi sue noi ci nostro nostra voi vi loro ne
        è sono era erano essere stato stata stati fu sia ha hanno aveva avere ho può possono deve
        e ed o ma se anche non né mentre poiché dunque
        di a da in con su per tra fra contro dopo prima durante senza sotto sopra verso secondo
        qui più meno molto tutto tutta tutti tutte altro altra altri altre ogni stesso stessa solo già
        """,
    "nl": """
        de het een die dat deze dit wie wat welke waar wanneer hoe waarom
        ik mij me mijn jij je jou jouw hij hem zijn zij ze haar wij we ons onze jullie u uw zich hun
        is was waren ben bent zijn geweest wordt worden werd werden heeft hebben had hadden
        kan kunnen kon moet moeten zal zullen zou zouden mag wil
        en of maar want als dan omdat hoewel terwijl niet geen nog
        van in op aan met voor uit door bij naar om tot over onder tegen tussen zonder na sinds tijdens
        er hier daar alle alles ander andere meer meest ook zo zeer al slechts zelf te
        """,
    "no": """
        en ei et den det de denne dette disse som hva hvem hvilken hvilke hvor når hvordan hvorfor
        jeg meg min mitt mine du deg din ditt dine han ham hans hun henne hennes vi oss vår vårt våre dere deres
        seg sin sitt sine dem man
        er var være vært blir ble blitt har hadde hatt kan kunne skal skulle vil ville må måtte
        og eller men hvis da enn så at for fordi mens ikke ingen heller
        av til fra med om på ved over under etter før mot mellom gjennom uten hos siden i
        her der alle alt noen noe hver mer mest mye annen andre samme bare også nå
        """,
    "pt": """
        o a os as um uma uns umas ao aos à às do da dos das no na nos nas num numa pelo pela pelos pelas
        este esta isto estes estas esse essa isso esses essas aquele aquela
        que quem qual quais cujo quando onde como porquê
        eu me mim meu minha tu te teu ele ela eles elas se si seu sua seus suas nós nosso nossa você lhe lhes
        é são era eram foi foram ser sido sendo está estão estava estar há tem têm tinha ter pode podem deve
        e ou nem não mas se porque embora enquanto pois
        de em por para com sem sob sobre entre até desde contra após durante segundo perante
        aqui ali todo toda todos todas outro outra outros outras mais menos muito já também tão cada mesmo mesma só
        """,
    "ro": """
        un o unei unui al a ai ale cel cea cei cele acest această acești aceste acel acea acei
        care cine ce când unde cum cât
        eu mă mine meu mea tu te tău el ea îl îi lui ei lor noi ne nostru voi vă se își sa său săi sale
        este sunt era erau fi fost fie are au avea am poate pot trebuie va vor
        și sau nici nu dar iar dacă că să deci ca deși
        de la în din pe cu prin pentru spre către după înainte între fără sub peste contra despre până
        aici acolo tot toată toți toate alt altă alți alte mai foarte doar numai același
        """,
    "ru": """
        я меня мне мной ты тебя тебе он его ему им нём она её ей ней оно мы нас нам нами вы вас вам они их ими них
        мой моя моё мои твой наш наша наше наши ваш свой своя своё свои своих себя
        этот эта это эти этого этой этих тот та то те того той тех кто что чего чем который которая которое которые
        которых какой какая где когда как почему
        был была было были быть есть будет будут бы
        и а но или ни не нет да если чтобы потому хотя же ли ведь так
        в во на с со к ко по за из от до у о об для при про под над через между без после перед против около
        здесь там весь вся всё все всех ещё уже только также тоже очень более самый
        """,
    "sv": """
        en ett den det de denna detta dessa som vad vem vilken vilket vilka var när hur varför
        jag mig min mitt mina du dig din ditt dina han honom hans hon henne hennes vi oss vår vårt våra ni er
        sig sin sitt sina dem deras man
        är vara varit blir blev blivit har hade haft kan kunde ska skulle vill ville måste må
        och eller men om då än så att för därför medan inte ingen inget inga heller
        av till från med på vid över under efter före mot mellan genom utan hos sedan i
        här där alla allt någon något några varje mer mest mycket annan andra samma bara också nu
        """,
}

STOP_WORDS_OF = {
    "en": STOP_WORDS,
    **{code: frozenset(map(fold, words.split())) for code, words in _OTHERS.items()},
}
"""Those of each language that has a stemmer, folded."""

WORDS_ELSEWHERE = frozenset(
    """
    ai al ate au aus bare bin car care com come comment con contra da dem die dig din dine door e em end era eu ham hans
    hat hoe il io las los ma man matte men mere min mit mot nas non o ons par per plus s sale sin sit solo son sub ton
    tot tout u un va van want war y
    """.split()
)
"""Function words of some languages that are words, names or acronyms of others: *die*, *war*, *car*, *AI*."""
