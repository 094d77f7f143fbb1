-- Which columns make a trip, by their names in many languages and by values.

-- The words of a column's name, in plain letters, '_' between them.
CREATE FUNCTION tripgrid_internal.name_words(name text) RETURNS text
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

-- Words that names of columns are made of, folded as name_words folds them:
-- English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech,
-- Scandinavian, Finnish, Russian, Chinese, Japanese and Korean.
CREATE FUNCTION tripgrid_internal.detect_words(OUT class text, OUT words text)
RETURNS SETOF record
LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  VALUES
  ('lon', 'lon lng long longitude longitud longitudine langengrad '
    'laengengrad lange laenge lengtegraad lengdegrad langdgrad longitud '
    'dlugosc delka pituusaste dolgota boylam x xcoord xcoordinate lonx '
    'easting eastings rechtswert ostwert '
    'u7ecfu5ea6 u7d93u5ea6 u7d4cu5ea6 uacbdub3c4'),
  ('lat', 'lat latitude latitud latitudine breitengrad breite '
    'breedtegraad breddegrad breddgrad szerokosc sirka leveysaste shirota '
    'enlem y ycoord ycoordinate laty northing northings hochwert nordwert '
    'u7eacu5ea6 u7defu5ea6 uc704ub3c4'),
  ('origin', 'start strt started starting startpoint begin began beginning from '
    'origin orig orgn ori o s p pickup pick pu boarding board dep depart '
    'departure departed source src unlock unlocked unplug checkout first initial '
    'geton rent rented borrow borrowed enter entry leave leaving collect collection von abfahrt anfang beginn startort quelle herkunft ausleihe '
    'entleihung ausleih entleih debut depuis origine origen origem provenance '
    'salida inicio desde partida retiro embarque subida saida '
    'inizio partenza da vertrek herkomst van begintijd poczatek start zrodlo '
    'od odjazd poczatkowa poczatkowy poczatkowe zacatek pocatek odkud '
    'odjezd vychozi fra fran avgang avresa lahto alku '
    'otpravlenie otpravleniya nachalo nachala ot otkuda posadka posadki '
    'u8d77u70b9 u8d77u9ede u51fau53d1 u51fau767c ucd9cubc1c u4e0au8f66 '
    'u4e0au8eca u5f00u59cb u958bu59cb u59cbu70b9 u51fau767a uc2b9ucc28 '
    'ub300uc5ec u51fau53d1u5730 u4e57u8eca u59cbu767a retirada emprunt prestamo '
    'uitgifte prokat prokata vydacha vydachi wypozyczenie wypozyczenia vypujceni '
    'pujceni utlan u501f u53d6u8f66 u53d6u8eca u79dfu8f66 u79dfu8eca u8cb8u51fa'),
  ('destination', 'end ended ending endpoint finish finished to dest '
    'destination destn dst d e dropoff drop do off arr arrival arrive '
    'arrived return returned target tgt stop stopped lock locked plug checkin '
    'alight alighting last final getoff exit until reach deliver delivery '
    'ziel ende nach ankunft bis endort ruckgabe rueckgabe '
    'fin arrivee destinataire vers destino llegada hasta arribo chegada fim '
    'bajada descida termino fine arrivo destinazione a aankomst bestemming '
    'naar eind einde eindtijd koniec cel przyjazd koncowa koncowy koncowe '
    'konec cil kam prijezd cilova til till ankomst slut saapuminen loppu '
    'pribytie pribytiya konets kontsa kuda vysadka vysadki naznachenie '
    'naznacheniya u7ec8u70b9 u7d42u9ede u5230u8fbe u5230u9054 ub3c4ucc29 '
    'u4e0bu8f66 u4e0bu8eca u7ed3u675f u7d50u675f u7d42u70b9 u5230u7740 '
    'ud558ucc28 ubc18ub0a9 u76eeu7684u5730 slutt u964du8eca u7d42u4e86 u7ec8u4e86 '
    'retour restitution devolucao devolucion restituzione riconsegna inlevering '
    'vozvrat vozvrata zwrot zwrotu vraceni retur abgabe palautus '
    'u8fd8 u9084 u5f52u8fd8 u6b78u9084 u8fd4u5374'),
  ('time', 'time datetime dattime timestamp ts at t dt dttm epoch unix unixtime '
    'ms millis when clock zeit uhrzeit zeitpunkt zeitstempel startzeit '
    'heure horaire horodatage hora fechahora datahora '
    'ora orario tijd tijdstip czas godzina cas tid tidspunkt tidpunkt aika '
    'saat vremya klokkeslett kello uur stunde u65f6u95f4 u6642u9593 uc2dcuac04 u65e5u6642 u6642u523b '
    'uc77cuc2dc uc2dcuac01'),
  ('date', 'date day datum dato fecha data dia jour giorno tag dzien den dag '
    'paivamaara pvm tarih u65e5u671f ub0a0uc9dc u65e5u4ed8'),
  ('point', 'geohash geohashed h3 quadkey olc pluscode coord coords coordinate coordinates point points pt geom '
    'geometry geo wkt wkb latlng latlon lonlat lnglat longlat latlong '
    'position pos location loc gps koordinaten koordinate position '
    'coordonnees coordenadas coordenada coordinata coordinate punto ponto '
    'punkt punt souradnice wspolrzedne ubicacion localizacao posizione '
    'posicao positie coordinaten posisjon koordinater sijainti tochka '
    'koordinaty u5750u6807 '
    'u4f4du7f6e u5ea7u6a19 u5750u6a19 uc704uce58 uc88cud45c'),
  ('place', 'station statn stations stop zone taz hub dock terminal rack address '
    'area district borough neighborhood neighbourhood place location loc '
    'stationname emplacement haltestelle bahnhof ort bezirk adresse estacion cicloestacion '
    'parada zona barrio direccion estacao ponto gare arret stazione fermata '
    'indirizzo stanice zastavka stacja przystanek stasjon stopp asema stantsiya '
    'halte rayon u7ad9u9ede u99c5 u7ad9 u7ad9u70b9 ub300uc5ecuc18c uc815ub958uc7a5 u533au57df '
    'u5730u70b9'),
  ('name', 'name nom nombre nome naam nazwa nazev navn namn nimi nazvanie uba85 u540d'),
  ('id', 'id no nr num number code nummer numero kod cislo ubc88ud638'),
  -- says nothing of its own
  ('plain', 'zemepisna zemepisne trip trips ride rides journey travel rental hire local gps the '
    'of vehicle bike fahrt reise viaje viagem trajet course viaggio reis '
    'podroz jizda cesta tur resa matka poezdka actual real scheduled tpep '
    'lpep centroid center centre geocode block del de la le el du des di der '
    'den die das recorrido'),
  -- a column with one of these is no departure and no end of a trip
  ('other', 'duration dauer duree durata duracion duracao czastrwania secs '
    'sec second seconds minute minutes min mins hours distance dist miles km '
    'meters metres length speed count created updated modified published '
    'publication birth birthday request requested scene payment fare price '
    'cost tip tolls tax timezone tz offset wait delta type year month week '
    'weekday dow altitude elevation accuracy heading hour bearing s2'),
  ('region', 'region city town municipality market metro stadt ciudad ville '
    'citta cidade miasto mesto stad kommune gorod u57ceu5e02'),
  ('datasource', 'datasource dataset provider providername provideid vendor '
    'vendorname operator operatorname app application platform network system '
    'anbieter betreiber proveedor operador fournisseur operateur fornitore '
    'operatore aanbieder dostawca poskytovatel leverandor operatoer');
END;

-- What the words of a name, '_' between them, say of a time besides when a trip
-- began: asked, when it was booked; or ended, when it was over or paid for.
CREATE FUNCTION tripgrid_internal.detect_times(words text, OUT asked boolean,
  OUT ended boolean)
RETURNS record
LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT words ~ ('(^|_)(request|book|reserv|order(ed)?(_|$|date|time)'
      '|call(ed)?(_|$)|opened|survey|interview|regist|purchas|sign_?up|enrol'
      '|buchung|gebucht|bestell|anfrage|pedido|solicit|commande|prenot|boeking'
      '|geboekt|zamow|objedn|bestill|varaus|tilaus|zakaz|u4e0b_u5355'
      '|u9884_(u7ea6|u8ba2))'),
    words ~ ('(^|_)(complet|finali[sz]|deliver|paid|pay(ed|ment)|invoic|billed'
      '|billing|receipt|refund|settled|closed|cierre|retour|retur(_|$)|entreg'
      '|devol|devuel|livraison|rendu(_|$)|consegn|riconsegn|restitu|conclu'
      '|abgeschlossen|abgabe|beendet|bezahl|rechnung|geliefert|zustell|voltooi'
      '|inlever|gelever|betaal|betaling|afgerond|faktur|zwrot|zakoncz|vracen'
      '|ukonc|dokonc|zaversh|u5b8c_u6210)');
END;

-- A word of a name cut into the words that it is made of: startlat, olon.
CREATE FUNCTION tripgrid_internal.cut_word(word text, dictionary text)
  RETURNS text[]
LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE
    WHEN axis.m IS NOT NULL THEN axis.m
    WHEN numbered.m IS NOT NULL THEN numbered.m
    -- no word is as long, and looking would take long
    WHEN length(word) > 100 THEN ARRAY[word]
    WHEN word ~ ('^' || dictionary || '$') THEN ARRAY[word]
    WHEN word ~ ('^(' || dictionary || ')+\d*$') THEN ARRAY(
      SELECT m[1] FROM regexp_matches(word, dictionary, 'g') AS m)
    -- of letters that are words, those that are known
    WHEN word ~ 'u[0-9a-f]{4}' THEN ARRAY(
      SELECT m[1] FROM regexp_matches(word,
        '(' || dictionary || '|u[0-9a-f]{4})', 'g') AS m)
    ELSE ARRAY[word] END
  FROM regexp_match(word,
      '^([odsep])(lon|lng|long|lat|longitude|latitude|x|y|time)$')
      AS axis (m),
    regexp_match(word, '^(lon|lng|long|lat|longitude|latitude|x|y)([odse]|\d)$')
      AS numbered (m);
END;

-- What the names and the sample's values say of each column: what the values are
-- (as value_class has it, text for nothing known, empty if there are none), and
-- how many there are in so many rows.  role: o or d;
-- kind: lon, lat, point or place; class: of values, text if they are nothing
-- known, null if there are none; bare: the name says the role alone.
CREATE FUNCTION tripgrid_internal.detect_columns(names text[], classes text[],
  filled_rows int[], sample_rows int)
RETURNS TABLE (no int, name text, words text[], role text, kind text,
  class text, filled numeric, bare boolean, timely boolean, dated boolean,
  other boolean, named boolean, numbered boolean)
LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH lexicon AS MATERIALIZED (
    SELECT jsonb_object_agg(l.class, to_jsonb(string_to_array(l.words, ' ')))
      AS classes
    FROM tripgrid_internal.detect_words() AS l
  ), dictionary AS MATERIALIZED (
    SELECT '(' || string_agg(DISTINCT w, '|') || ')' AS pattern
    FROM tripgrid_internal.detect_words() AS l,
      unnest(string_to_array(l.words, ' ')) AS w
    WHERE length(w) > 1
  ), cut AS MATERIALIZED (
    SELECT n.no::int, n.name, nullif(classes[n.no], '') AS class,
      filled_rows[n.no]::numeric / nullif(sample_rows, 0) AS filled,
      ARRAY(SELECT t FROM unnest(string_to_array(tripgrid_internal.name_words(
            -- the first and the last of a list; lon and lat of a pair; what
            -- holds all of a document that was searched for is no end of it
            regexp_replace(regexp_replace(regexp_replace(regexp_replace(
              regexp_replace(n.name, '^_source[.]', ''),
              '\[0\]$', '_lon'), '\[1\]$', '_lat'),
              '\[0\]', '_first_', 'g'), '\[-1\]', '_last_', 'g')),
          '_')) WITH ORDINALITY AS w (word, at),
        unnest(tripgrid_internal.cut_word(w.word, d.pattern)) WITH ORDINALITY
          AS c (t, part)
        ORDER BY w.at, c.part) AS words
    FROM unnest(names) WITH ORDINALITY AS n (name, no), dictionary AS d
  ), told AS (
    SELECT c.no, c.name, c.words,
      (SELECT CASE WHEN l.classes->'origin' ? w THEN 'o' ELSE 'd' END
        FROM unnest(c.words) WITH ORDINALITY AS u (w, at)
        WHERE (l.classes->'origin' ? w OR l.classes->'destination' ? w)
          -- beside a b it is no word, but a letter
          AND NOT (w = 'a' AND EXISTS (SELECT FROM cut AS o
            WHERE o.words = array_replace(c.words, 'a', 'b')))
        ORDER BY w = 'stop', at LIMIT 1) AS role,
      length(array_to_string(c.words, '')) = 1 AS letter,
      l.classes->'lon' ?| c.words AS lon,
      l.classes->'lat' ?| c.words AS lat,
      l.classes->'point' ?| c.words AS point,
      l.classes->'place' ?| c.words AS place,
      l.classes->'time' ?| c.words AS timely,
      l.classes->'date' ?| c.words AS dated,
      l.classes->'other' ?| c.words AS other,
      l.classes->'name' ?| c.words AS named,
      l.classes->'id' ?| c.words AS numbered,
      NOT EXISTS (SELECT FROM unnest(c.words) AS w
        WHERE NOT (l.classes->'origin' ? w OR l.classes->'destination' ? w
          OR l.classes->'plain' ? w)) AS plain,
      NOT EXISTS (SELECT FROM unnest(c.words) AS w
        WHERE NOT (l.classes->'origin' ? w OR l.classes->'destination' ? w
          OR l.classes->'plain' ? w OR l.classes->'id' ? w
          OR l.classes->'name' ? w)) AS called,
      c.class, c.filled
    FROM cut AS c, lexicon AS l
  )
  -- a letter alone says nothing
  SELECT t.no, t.name, t.words, r.role,
    CASE
      WHEN t.other THEN NULL
      WHEN t.lon <> t.lat AND (t.class IS NULL
          OR t.class IN ('decimal', 'number', 'epoch')
          OR t.class = 'text' AND NOT (t.named OR t.numbered))
        THEN CASE WHEN t.lon THEN 'lon' ELSE 'lat' END
      WHEN t.class IN ('wkt', 'wkb', 'pair', 'position') THEN 'point'
      WHEN t.lon OR t.lat THEN CASE WHEN t.lon AND t.lat
        AND t.class IS NULL THEN 'point' END
      WHEN t.point AND t.class IS NULL AND NOT (t.numbered OR t.named)
        THEN 'point'
      WHEN r.role IS NOT NULL AND t.plain AND t.class IS NULL
          AND t.words && ARRAY['origin', 'destination', 'from', 'to',
            'pickup', 'dropoff'] THEN 'point'
      WHEN r.role IS NOT NULL AND t.class IN ('text', 'number', 'decimal')
          AND (t.place OR t.point OR t.called) THEN 'place'
      WHEN r.role IS NOT NULL AND t.class IS NULL
          AND (t.place OR t.called AND (t.named OR t.numbered)) THEN 'place'
    END,
    t.class, t.filled, r.role IS NOT NULL AND t.plain, t.timely, t.dated,
    t.other, t.named, t.numbered
  FROM told AS t,
    LATERAL (SELECT CASE WHEN NOT t.letter THEN t.role END) AS r (role);
END;

-- The columns that make a trip, as create_feed's mapping.  Also: unnamed, if no
-- name says which coordinate is which; by_order, or turned, if none says of an end
-- which it is, but of neither or of the other; rival, a column that may have the
-- departure as well, and rival_date, one that may have its date; rival_origin and
-- rival_destination, one that may have the longitudes of an end; crossed and
-- rival_crossed, if the departure or its rival is called as the destination is;
-- arrival, a column that says when trips end; asked, one of those taken that
-- may say when a trip was booked.
CREATE FUNCTION tripgrid_internal.detect_mapping(names text[], classes text[],
  filled_rows int[], sample_rows int)
RETURNS jsonb
LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH cols AS MATERIALIZED (
    SELECT * FROM tripgrid_internal.detect_columns(names, classes,
      filled_rows, sample_rows) WHERE name <> ''
  ), axes AS (
    -- what is called besides longitude and latitude, or x and y, of a plane
    SELECT c.no, c.kind, a.stem,
      c.words && ARRAY['x', 'y', 'xcoord', 'ycoord', 'xcoordinate',
        'ycoordinate'] AS plane
    FROM cols AS c, LATERAL (SELECT ARRAY(SELECT w FROM unnest(c.words) AS w
        WHERE NOT EXISTS (SELECT FROM tripgrid_internal.detect_words() AS l
          WHERE l.class IN ('lon', 'lat')
            AND w = ANY (string_to_array(l.words, ' ')))
        ORDER BY w) AS stem) AS a
    WHERE c.kind IN ('lon', 'lat')
  ), alone AS (
    -- a letter and x, or y, that nothing belongs to says nothing: dy, of days;
    -- nor do dx and dy, of differences, beside degrees
    SELECT a.no FROM axes AS a, LATERAL (SELECT EXISTS (SELECT
        FROM unnest(a.stem) AS w WHERE w ~ '^[a-z]$')) AS l (letter)
    WHERE (a.plane OR l.letter) AND NOT EXISTS (SELECT FROM axes AS o
        WHERE o.kind <> a.kind AND o.stem = a.stem AND o.plane = a.plane)
      OR a.plane AND l.letter
        AND EXISTS (SELECT FROM axes AS o WHERE NOT o.plane)
  ), counted AS (
    SELECT *, count(*) FILTER (WHERE role = 'o') OVER w AS origins,
      count(*) FILTER (WHERE role = 'd') OVER w AS destinations,
      row_number() OVER (PARTITION BY kind, role IS NULL ORDER BY no) AS turn
    FROM cols WHERE kind IS NOT NULL AND no NOT IN (SELECT no FROM alone)
    WINDOW w AS (PARTITION BY kind)
  ), ends AS (
    -- a column without a role is the other end of those that have one; or
    -- the first is the origin
    SELECT *, coalesce(role, CASE
        WHEN origins > 0 AND destinations = 0 THEN 'd'
        WHEN destinations > 0 AND origins = 0 THEN 'o'
        WHEN origins + destinations = 0 THEN
          CASE turn WHEN 1 THEN 'o' WHEN 2 THEN 'd' END END) AS is_end,
      origins + destinations = 0 AS by_order
    FROM counted
  ), ranked AS (
    -- what happened before what was asked for, and names of words before those
    -- of letters
    SELECT e.*, a.stem, a.plane, coalesce(e.filled, 1) = 0 AS is_empty,
      EXISTS (SELECT FROM unnest(a.stem) AS w WHERE w ~ '^[a-z]$') AS is_short,
      e.words && ARRAY['dest', 'destination', 'destinataire', 'destino',
        'destinazione', 'bestemming', 'ziel', 'cel', 'cil'] AS is_aim,
      e.words && ARRAY['planned', 'plan', 'scheduled', 'expected', 'estimated',
        'geplant', 'prevu', 'previsto'] AS is_planned,
      -- of lines in lists the first of the first, the last of the last
      (SELECT count(*) FROM unnest(e.words) AS w
        WHERE w = CASE is_end WHEN 'o' THEN 'last' ELSE 'first' END) AS amid
    FROM ends AS e LEFT JOIN axes AS a ON a.no = e.no
    WHERE e.is_end IS NOT NULL
  ), pairs AS (
    -- a longitude and the latitude that is called as it is
    SELECT a.is_end, a.no AS lon_no, b.no AS lat_no, a.name, a.role, a.stem,
      a.plane, a.is_short, a.is_planned, a.is_empty OR b.is_empty AS is_empty,
      row_number() OVER (PARTITION BY a.is_end ORDER BY a.stem <> b.stem,
        a.is_empty OR b.is_empty, a.plane, a.is_short, a.is_planned, a.is_aim,
        round(coalesce(a.filled, 1), 1) + round(coalesce(b.filled, 1), 1) DESC,
        a.amid + b.amid, cardinality(a.words), a.no + b.no) AS rank
    FROM ranked AS a JOIN ranked AS b ON b.is_end = a.is_end
      AND b.kind = 'lat' AND b.plane = a.plane
    WHERE a.kind = 'lon'
  ), best AS (
    SELECT DISTINCT ON (is_end, kind) is_end, kind, name, role, by_order,
      role IS NOT NULL AND class = 'text' AND NOT bare AS tells_place
    FROM ranked AS r
    WHERE kind NOT IN ('lon', 'lat') OR EXISTS (SELECT FROM pairs AS p
      WHERE p.is_end = r.is_end AND p.rank = 1
        AND r.no = CASE r.kind WHEN 'lon' THEN p.lon_no ELSE p.lat_no END)
    ORDER BY is_end, kind, is_empty, kind <> 'place' AND is_planned,
      kind <> 'place' AND is_aim,
      round(coalesce(filled, 1), 1) DESC,
      CASE WHEN kind = 'place' THEN CASE WHEN named THEN 0
        WHEN numbered THEN 2 ELSE 1 END END,
      amid, cardinality(words), no
  ), kinds AS (
    SELECT e.is_end, coalesce(
      (SELECT jsonb_build_object(e.target || '_lon', a.name,
          e.target || '_lat', b.name) FROM best AS a, best AS b
        WHERE a.is_end = e.is_end AND b.is_end = e.is_end
          AND a.kind = 'lon' AND b.kind = 'lat'),
      (SELECT jsonb_build_object(e.target, a.name) FROM best AS a
        WHERE a.is_end = e.is_end AND a.kind = 'point'),
      (SELECT jsonb_build_object(e.target || '_place', a.name)
        FROM best AS a WHERE a.is_end = e.is_end AND a.kind = 'place'))
      AS mapping
    FROM (VALUES ('o', 'origin'), ('d', 'destination')) AS e (is_end, target)
  ), rival_ends AS (
    -- a longitude that may be of an end as well, called another end than that
    SELECT DISTINCT ON (r.is_end) jsonb_build_object('rival_'
        || CASE r.is_end WHEN 'o' THEN 'origin' ELSE 'destination' END, r.name)
        AS mapping
    FROM pairs AS p JOIN pairs AS r ON r.is_end = p.is_end AND r.role = p.role
      AND r.plane = p.plane AND r.is_short <= p.is_short
    WHERE p.rank = 1 AND r.lon_no <> p.lon_no AND r.lat_no <> p.lat_no
      AND NOT r.is_planned AND NOT r.is_empty
      AND NOT (r.stem @> p.stem OR p.stem @> r.stem)
    ORDER BY r.is_end, r.rank
  ), called AS (
    -- what an end is called besides where it is
    SELECT jsonb_build_object(e.target || '_place', b.name) AS mapping
    FROM (VALUES ('o', 'origin'), ('d', 'destination')) AS e (is_end, target)
    JOIN best AS b ON b.is_end = e.is_end AND b.kind = 'place'
      AND b.tells_place
    WHERE EXISTS (SELECT FROM kinds AS k WHERE k.is_end = e.is_end
      AND k.mapping::text !~ '_place"')
  ), turned AS (
    SELECT jsonb_build_object('turned', true) AS mapping
    FROM kinds AS k, jsonb_each_text(k.mapping) AS m
    JOIN best AS b ON b.name = m.value
    WHERE b.role IS NULL AND NOT b.by_order
    LIMIT 1
  ), path AS (
    -- a path has both ends
    SELECT jsonb_build_object('origin', name, 'destination', name) AS mapping
    FROM cols
    WHERE class = 'path' AND (SELECT count(*) FROM kinds
      WHERE mapping IS NOT NULL AND mapping::text !~ '_place"') < 2
    ORDER BY no LIMIT 1
  ), unnamed AS (
    -- four columns of degrees that no name explains
    SELECT CASE WHEN count(*) = 4 THEN jsonb_build_object(
        'origin_lon', min(name) FILTER (WHERE n = 1),
        'origin_lat', min(name) FILTER (WHERE n = 2),
        'destination_lon', min(name) FILTER (WHERE n = 3),
        'destination_lat', min(name) FILTER (WHERE n = 4),
        'unnamed', true) END AS mapping
    FROM (SELECT name, row_number() OVER (ORDER BY no) AS n FROM cols
      WHERE class = 'decimal' AND NOT other) AS d
  ), times AS (
    SELECT *, class IN ('time', 'hour', 'minutes') OR class IS NULL AND timely AND NOT dated
        AND words && ARRAY['time', 'zeit', 'uhrzeit', 'hora', 'heure', 'ora',
          'orario', 'tijd', 'cas', 'czas', 'godzina', 'tid', 'vremya']
        AS no_date,
      class IN ('date') OR class IS NULL AND dated AND NOT timely AS no_time,
      CASE WHEN role = 'o' THEN 40 ELSE 0 END
      + CASE WHEN class IN ('datetime', 'epoch', 'serial') THEN 20 ELSE 0 END
      + CASE WHEN timely THEN 10 WHEN dated THEN 8 WHEN bare THEN 6 ELSE 0 END
      - CASE WHEN class = 'date' THEN 10 WHEN class IN ('time', 'hour', 'minutes') THEN 15
          ELSE 0 END
      - CASE WHEN words = ARRAY['t'] THEN 5 ELSE 0 END
      -- what was meant to be is not what was
      + CASE WHEN planned THEN -30 WHEN actual THEN 3 ELSE 0 END
      - CASE WHEN asked THEN 50 ELSE 0 END
      + CASE WHEN travelled THEN 5 ELSE 0 END
      + CASE WHEN local THEN 3 ELSE 0 END
      -- within the object that has the origin
      + CASE WHEN EXISTS (SELECT FROM best AS b WHERE b.is_end = 'o'
            AND strpos(b.name, '.') > 0
            AND split_part(b.name, '.', 1) = split_part(cols.name, '.', 1))
          THEN 15 ELSE 0 END
      - cardinality(words) AS score
    FROM cols, LATERAL (SELECT
      words && ARRAY['planned', 'plan', 'plantime', 'planzeit', 'scheduled',
        'schedule', 'sched', 'expected', 'estimated', 'target', 'soll',
        'geplant', 'geplante', 'prevu', 'prevue', 'previsto', 'prevista',
        'programado', 'programada', 'teorico', 'theorique', 'gepland',
        'planlagt', 'planerad', 'planowany', 'planowana'] AS planned,
      words && ARRAY['actual', 'real', 'ist', 'effective', 'echt', 'reel',
        'reelle', 'reale', 'effettivo', 'faktisk', 'observed', 'measured',
        'rzeczywisty'] AS actual,
      words && ARRAY['local', 'lokal', 'lokale', 'locale', 'ortszeit'] AS local,
      words && ARRAY['trip', 'ride', 'travel', 'journey', 'service', 'rental',
        'hire', 'tour', 'fahrt', 'reise', 'viaje', 'viagem', 'trajet', 'course',
        'viaggio', 'corsa', 'reis', 'rit', 'podroz', 'podrozy', 'jizda', 'jizdy',
        'tur', 'resa', 'matka', 'poezdka', 'poezdki'] AS travelled,
      role IS NULL AND d.asked AS asked, role IS NULL AND d.ended AS ended
      FROM tripgrid_internal.detect_times(array_to_string(words, '_')) AS d)
      AS m
    WHERE role IS DISTINCT FROM 'd'
      AND (class IS NULL AND kind IS NULL AND (timely OR dated OR bare
            AND NOT words && ARRAY['source', 'src', 'origin', 'orig', 'o',
              'from', 'von', 'quelle', 'herkomst', 'origine', 'origen',
              'origem', 'desde', 'zrodlo'])
        OR class = 'epoch' AND (timely OR dated OR bare)
        OR class IN ('datetime', 'date', 'time', 'serial', 'hour', 'minutes'))
      AND NOT (other AND (class IS NULL OR class NOT IN ('datetime', 'hour', 'minutes')))
      AND NOT words && ARRAY['created', 'updated', 'modified', 'published',
        'publication', 'birth', 'birthday', 'scene',
        'update', 'export', 'exported', 'import', 'imported',
        'snapshot', 'added', 'inserted', 'generated', 'extracted',
        'downloaded', 'uploaded', 'sunrise', 'sunset', 'open', 'opening',
        'close', 'closing', 'valid', 'due', 'login', 'expiry', 'expires']
      AND NOT (words && ARRAY['offset'] AND words && ARRAY['utc', 'gmt'])
      AND NOT ended
  ), departure AS (
    SELECT CASE
        WHEN (t.no_time OR t.no_date) AND p.name IS NOT NULL
          THEN jsonb_build_object(
            'departed_date', CASE WHEN t.no_time THEN t.name ELSE p.name END,
            'departed_time', CASE WHEN t.no_time THEN p.name ELSE t.name END)
        WHEN coalesce(t.class, '') NOT IN ('time', 'hour', 'minutes')
          THEN jsonb_build_object('departed_at', t.name) END AS mapping
    FROM (SELECT * FROM times ORDER BY score DESC, no LIMIT 1) AS t
    LEFT JOIN LATERAL (SELECT p.name FROM times AS p
      WHERE (t.no_time AND p.no_date OR t.no_date AND p.no_time)
        AND (p.role IS NOT DISTINCT FROM t.role
          OR p.role IS NULL AND p.class IS NOT NULL)
      ORDER BY p.score DESC, p.no LIMIT 1) AS p ON true
  ), rival AS (
    SELECT jsonb_build_object('rival', r.name)
      || CASE WHEN t.role IS NOT NULL OR t.planned OR r.planned OR t.actual
          OR r.actual OR t.local <> r.local OR t.asked <> r.asked THEN '{"rival_named": true}'::jsonb ELSE '{}' END AS mapping
    FROM departure AS d JOIN times AS t ON t.name = coalesce(
      d.mapping->>'departed_at', d.mapping->>'departed_time')
    JOIN times AS r ON r.name <> t.name AND r.class = t.class
      AND (t.role IS NULL OR r.role = t.role)
    WHERE CASE WHEN d.mapping ? 'departed_at'
      THEN t.class IN ('datetime', 'epoch', 'serial') ELSE t.class = 'time' END
    ORDER BY r.score DESC, r.no LIMIT 1
  ), crossed AS (
    -- where no name says which end is which, one that is said of the departure
    SELECT jsonb_build_object(n.key, t.name) AS mapping
    FROM (SELECT 'crossed', coalesce(mapping->>'departed_at',
          mapping->>'departed_time') FROM departure
        UNION ALL SELECT 'rival_crossed', mapping->>'rival' FROM rival)
        AS n (key, name) JOIN cols AS t ON t.name = n.name,
      LATERAL (SELECT ARRAY(SELECT w FROM unnest(t.words) AS w
        WHERE NOT EXISTS (SELECT FROM tripgrid_internal.detect_words() AS l
          WHERE l.class IN ('lon', 'lat', 'point', 'place', 'name', 'id', 'time',
              'date', 'plain')
            AND w = ANY (string_to_array(l.words, ' ')))) AS words) AS own
    WHERE EXISTS (SELECT FROM kinds AS k, jsonb_each_text(k.mapping) AS m
        JOIN cols AS c ON c.name = m.value
        WHERE k.is_end = 'd' AND c.words && own.words)
      AND NOT EXISTS (SELECT FROM kinds AS k, jsonb_each_text(k.mapping) AS m
        JOIN cols AS c ON c.name = m.value
        WHERE k.is_end = 'o' AND c.words && own.words)
  ), arrival AS (
    -- when trips end, by the same clock
    SELECT jsonb_build_object('arrival', r.name) AS mapping
    FROM departure AS d JOIN cols AS t ON t.name = d.mapping->>'departed_at'
    JOIN cols AS r ON r.role = 'd' AND r.class = t.class AND NOT r.other
      AND r.kind IS NULL
      AND (r.words && ARRAY['utc', 'gmt']) = (t.words && ARRAY['utc', 'gmt'])
    WHERE t.class IN ('datetime', 'epoch', 'serial')
      AND (t.role = 'o' OR t.words && ARRAY['trip', 'ride'])
      AND NOT r.words && ARRAY['planned', 'plan', 'scheduled', 'expected',
        'estimated', 'target', 'last']
    ORDER BY cardinality(r.words), r.no LIMIT 1
  ), rival_date AS (
    SELECT jsonb_build_object('rival_date', r.name) AS mapping
    FROM departure AS d JOIN times AS t ON t.name = d.mapping->>'departed_date'
    JOIN times AS r ON r.name <> t.name AND r.no_time AND r.class = 'date'
      AND r.role IS NOT DISTINCT FROM t.role
    -- a name tells
    WHERE NOT (r.asked OR r.planned) AND (r.travelled OR NOT t.travelled)
    ORDER BY r.score DESC, r.no LIMIT 1
  ), asked AS (
    SELECT jsonb_build_object('asked', t.name) AS mapping
    FROM departure AS d, jsonb_each_text(d.mapping) AS m
    JOIN times AS t ON t.name = m.value
    WHERE t.asked
    ORDER BY t.no LIMIT 1
  ), labels AS (
    SELECT DISTINCT ON (l.class) l.class, c.name
    FROM cols AS c, tripgrid_internal.detect_words() AS l
    WHERE l.class IN ('region', 'datasource')
      -- a trip without a region is a reject; without a data source it is one
      AND coalesce(c.filled, 1) >= CASE l.class WHEN 'region' THEN 0.5 ELSE 1 END
      AND coalesce(c.class, 'text') = 'text' AND NOT c.numbered
      AND c.role IS DISTINCT FROM 'd'
      -- where somebody lives is not where a trip was
      AND NOT c.words && ARRAY['user', 'customer', 'client', 'member',
        'subscriber', 'rider', 'driver', 'account', 'home', 'residence',
        'billing', 'birth', 'kunde', 'kunden', 'nutzer', 'usuario', 'utente']
      AND (c.words && string_to_array(l.words, ' ')
        OR l.class = 'datasource'
          AND array_to_string(c.words, '') IN ('source', 'datasource'))
      AND NOT EXISTS (SELECT FROM best AS b WHERE b.name = c.name)
    ORDER BY l.class, cardinality(c.words), c.no
  )
  SELECT coalesce(jsonb_object_agg(m.key, m.value), '{}')
  FROM (
    -- nothing but which comes first says which end is which
    SELECT jsonb_build_object('by_order', true) AS mapping
    WHERE NOT EXISTS (SELECT FROM path) AND CASE
      WHEN EXISTS (SELECT FROM kinds WHERE mapping IS NOT NULL)
        THEN EXISTS (SELECT FROM kinds AS k, jsonb_each_text(k.mapping) AS m
          JOIN best AS b ON b.name = m.value WHERE b.by_order)
      ELSE EXISTS (SELECT FROM unnamed WHERE mapping IS NOT NULL) END
    UNION ALL
    SELECT mapping FROM unnamed
    WHERE NOT EXISTS (SELECT FROM kinds WHERE mapping IS NOT NULL)
      AND NOT EXISTS (SELECT FROM path)
    UNION ALL SELECT mapping FROM path
    UNION ALL SELECT mapping FROM kinds WHERE NOT EXISTS (SELECT FROM path)
    UNION ALL SELECT mapping FROM called WHERE NOT EXISTS (SELECT FROM path)
    UNION ALL SELECT mapping FROM turned WHERE NOT EXISTS (SELECT FROM path)
    UNION ALL SELECT mapping FROM departure
    UNION ALL SELECT mapping FROM rival_ends WHERE NOT EXISTS (SELECT FROM path)
    UNION ALL SELECT mapping FROM crossed
    UNION ALL SELECT mapping FROM rival
    UNION ALL SELECT mapping FROM arrival
    UNION ALL SELECT mapping FROM rival_date
    UNION ALL SELECT mapping FROM asked
    UNION ALL SELECT jsonb_build_object(class, name) FROM labels
    UNION ALL SELECT jsonb_build_object('external_id', name) FROM cols
    WHERE replace(tripgrid_internal.name_words(name), '_', '') = 'rideid'
  ) AS a, jsonb_each(a.mapping) AS m;
END;
