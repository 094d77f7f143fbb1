"""names.py
  What columns are called, in fifteen languages.
"""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Language:
    code: str
    ends: tuple             # (what an origin is called, what a destination is)
    time: tuple
    date: tuple
    clock: tuple            # of a column with hours
    axes: tuple             # (longitude, latitude)
    point: tuple
    station: tuple
    region: tuple
    other: tuple            # a number of a trip, its duration, distance and rider
    encodings: tuple
    end_last: bool = False  # "longitud origen", not "origin longitude"
    spaced: bool = True
    words: tuple = ()       # what stations are called


LANGUAGES = [
    Language("en", (("start", "end"), ("pickup", "dropoff"), ("origin", "destination"), ("from", "to"),
                    ("departure", "arrival")),
             ("time", "datetime", "timestamp"), ("date",), ("time",),
             (("lon", "lat"), ("lng", "lat"), ("longitude", "latitude"), ("long", "lat"), ("x", "y")),
             ("location", "position", "coordinates", "point", "coord"), ("station", "station name"),
             ("city", "region"), ("id", "duration", "distance", "user type"), (),
             words=("Main St", "Café Central", "Park & 5th", "City Hall")),
    Language("de", (("start", "ende"), ("von", "nach"), ("abfahrt", "ankunft"), ("start", "ziel")),
             ("zeit", "zeitpunkt", "zeitstempel"), ("datum",), ("uhrzeit", "zeit"),
             (("längengrad", "breitengrad"), ("lon", "lat"), ("laengengrad", "breitengrad"), ("länge", "breite")),
             ("koordinaten", "position"), ("station", "haltestelle"), ("stadt",),
             ("nummer", "dauer", "strecke", "kunde"), ("cp1252", "latin-1"),
             words=("Südtiroler Platz", "Königstraße", "Mühlgasse", "Börse")),
    Language("fr", (("départ", "arrivée"), ("origine", "destination"), ("début", "fin")),
             ("heure", "date heure", "horodatage"), ("date", "jour"), ("heure",),
             (("longitude", "latitude"), ("lon", "lat")), ("coordonnées", "position"), ("station", "arrêt"),
             ("ville",), ("numéro", "durée", "distance", "abonné"), ("cp1252", "latin-1"), end_last=True,
             words=("Hôtel de Ville", "République", "Étoile", "Père Lachaise")),
    Language("es", (("origen", "destino"), ("inicio", "fin"), ("salida", "llegada")),
             ("fecha hora", "hora"), ("fecha",), ("hora",),
             (("longitud", "latitud"), ("lon", "lat")), ("coordenadas", "ubicación"), ("estación", "parada"),
             ("ciudad",), ("código", "duración", "distancia", "género"), ("cp1252", "latin-1"), end_last=True,
             words=("Plaza España", "Estación Sur", "Avenida Núñez", "Peñalver")),
    Language("pt", (("origem", "destino"), ("início", "fim"), ("partida", "chegada")),
             ("data hora", "hora"), ("data",), ("hora",),
             (("longitude", "latitude"), ("lon", "lat")), ("coordenadas", "posição"), ("estação",),
             ("cidade",), ("código", "duração", "distância", "usuário"), ("cp1252", "latin-1"), end_last=True,
             words=("Praça da Sé", "São João", "Estação Norte", "Conceição")),
    Language("it", (("partenza", "arrivo"), ("inizio", "fine"), ("origine", "destinazione")),
             ("data ora", "ora"), ("data",), ("ora",),
             (("longitudine", "latitudine"), ("lon", "lat")), ("coordinate", "posizione"), ("stazione", "fermata"),
             ("città",), ("codice", "durata", "distanza", "età"), ("cp1252", "latin-1"), end_last=True,
             words=("Università", "Porta Nuova", "Città Studi", "Libertà")),
    Language("nl", (("start", "eind"), ("vertrek", "aankomst"), ("begin", "einde"), ("herkomst", "bestemming")),
             ("tijd", "tijdstip"), ("datum",), ("tijd",),
             (("lengtegraad", "breedtegraad"), ("lon", "lat")), ("coördinaten", "positie"), ("station", "halte"),
             ("stad",), ("nummer", "duur", "afstand", "klant"), ("cp1252", "latin-1"),
             words=("Weesperplein", "Coöperatie", "Oosteinde", "Zoölogie")),
    Language("pl", (("start", "koniec"), ("początek", "koniec"), ("odjazd", "przyjazd")),
             ("czas", "data czas"), ("data",), ("godzina", "czas"),
             (("długość", "szerokość"), ("lon", "lat")), ("współrzędne",), ("stacja", "przystanek"),
             ("miasto",), ("numer", "trwanie", "odległość", "użytkownik"), ("cp1250",), end_last=True,
             words=("Plac Zbawiciela", "Dworzec Główny", "Żoliborz", "Świętokrzyska")),
    Language("cs", (("začátek", "konec"), ("odjezd", "příjezd"), ("start", "cíl")),
             ("čas",), ("datum",), ("čas", "hodina"),
             (("zeměpisná délka", "zeměpisná šířka"), ("lon", "lat")), ("souřadnice",), ("stanice", "zastávka"),
             ("město",), ("číslo", "trvání", "vzdálenost", "uživatel"), ("cp1250",), end_last=True,
             words=("Náměstí Míru", "Můstek", "Želivského", "Říčany")),
    Language("sv", (("start", "slut"), ("avgång", "ankomst"), ("från", "till")),
             ("tid", "tidpunkt"), ("datum",), ("tid",),
             (("longitud", "latitud"), ("lon", "lat")), ("position", "koordinater"), ("station",),
             ("stad",), ("nummer", "varaktighet", "avstånd", "kund"), ("cp1252", "latin-1"),
             words=("Östermalm", "Götgatan", "Södra Station", "Hägersten")),
    Language("no", (("start", "slutt"), ("avgang", "ankomst"), ("fra", "til")),
             ("tid", "tidspunkt"), ("dato",), ("tid", "klokkeslett"),
             (("lengdegrad", "breddegrad"), ("lon", "lat")), ("posisjon", "koordinater"), ("stasjon",),
             ("by",), ("nummer", "varighet", "avstand", "kunde"), ("cp1252", "latin-1"),
             words=("Grünerløkka", "Tøyen", "Rådhuset", "Sørenga")),
    Language("fi", (("lähtö", "saapuminen"), ("alku", "loppu")),
             ("aika",), ("päivämäärä", "pvm"), ("aika", "kello"),
             (("pituusaste", "leveysaste"), ("lon", "lat")), ("sijainti",), ("asema",),
             ("kaupunki",), ("numero", "kesto", "matka", "käyttäjä"), ("cp1252", "latin-1"),
             words=("Töölöntori", "Hämeentie", "Itämerenkatu", "Kamppi")),
    Language("ru", (("отправления", "прибытия"), ("начала", "конца"), ("посадки", "высадки")),
             ("время", "дата и время"), ("дата",), ("время",),
             (("долгота", "широта"),), ("координаты", "точка"), ("станция",),
             ("город",), ("номер", "длительность", "расстояние", "пользователь"), ("cp1251", "koi8-r"),
             end_last=True, words=("Площадь Победы", "Красная улица", "Невский проспект", "Вокзал")),
    Language("zh", (("起点", "终点"), ("出发", "到达"), ("上车", "下车")),
             ("时间",), ("日期",), ("时间",), (("经度", "纬度"),), ("坐标", "位置"), ("站点",),
             ("城市",), ("编号", "时长", "距离", "用户"), ("gbk", "gb18030"), spaced=False,
             words=("人民广场站", "火车站东路口", "中山公园", "科技大学南门")),
    Language("zh-tw", (("起點", "終點"), ("出發", "到達"), ("上車", "下車")),
             ("時間",), ("日期",), ("時間",), (("經度", "緯度"),), ("座標", "位置"), ("站點",),
             ("城市",), ("編號", "時長", "距離", "會員"), ("big5",), spaced=False,
             words=("捷運市政府站", "臺灣大學校門口", "中正紀念堂", "松山車站")),
    Language("ja", (("出発", "到着"), ("開始", "終了"), ("乗車", "降車")),
             ("日時", "時刻"), ("日付",), ("時刻",), (("経度", "緯度"),), ("座標", "位置"), ("駅",),
             ("都市",), ("番号", "所要時間", "距離", "利用者"), ("shift_jis", "euc-jp"), spaced=False,
             words=("東京駅前ポート", "しんじゅく中央公園", "渋谷スクランブル", "さくら通り")),
    Language("ko", (("출발", "도착"), ("승차", "하차"), ("대여", "반납")),
             ("시간", "일시"), ("일자", "날짜"), ("시각", "시간"), (("경도", "위도"),), ("좌표", "위치"),
             ("대여소", "정류장"), ("도시",), ("번호", "이용시간", "이동거리", "회원"), ("euc-kr", "cp949"),
             spaced=False, words=("시청역 앞", "광화문 광장", "여의도 한강공원", "서울숲")),
]

# what a column with hours is called, where that is not what any time is
HOURS = {"en": "hour", "de": "stunde", "fr": "heure", "es": "hora", "pt": "hora", "it": "ora", "nl": "uur",
         "pl": "godzina", "cs": "hodina", "sv": "timme"}


class Namer:
    """Names of one file's columns, all made in one way."""

    def __init__(self, rng, language):
        self.language = language
        self.end = rng.choice(language.ends)
        self.axis = rng.choice(language.axes)
        self.point = rng.choice(language.point)
        self.time_word = rng.choice(language.time)
        self.date_word = rng.choice(language.date)
        self.clock_word = rng.choice(language.clock)
        self.station_word = rng.choice(language.station)
        self.style = rng.choice(["snake", "title", "camel", "upper", "plain"])
        if not language.spaced:
            self.style = rng.choice(["joined", "snake"])

    def styled(self, *words):
        words = [w for part in words for w in part.split(" ")]
        if self.style == "joined":
            return "".join(words)
        if self.style == "snake":
            return "_".join(words)
        if self.style == "title":
            return " ".join(w[:1].upper() + w[1:] for w in words)
        if self.style == "camel":
            return words[0] + "".join(w[:1].upper() + w[1:] for w in words[1:])
        if self.style == "upper":
            return "_".join(words).upper()
        return " ".join(words)

    def of_end(self, last, word):
        end = self.end[last]
        return self.styled(word, end) if self.language.end_last else self.styled(end, word)

    def time(self, last=0):
        return self.of_end(last, self.time_word)

    def date(self, last=0):
        return self.of_end(last, self.date_word)

    def clock(self, last=0):
        return self.of_end(last, self.clock_word)

    def hour(self):
        """What hours are called; nothing, if only as any time is."""
        word = HOURS.get(self.language.code)
        return word and self.of_end(0, word)

    def coordinate(self, last, axis):
        return self.of_end(last, self.axis[axis])

    def position(self, last, called=None):
        return self.of_end(last, called or self.point)

    def station(self, last):
        return self.of_end(last, self.station_word)

    def region(self, rng):
        return self.styled(rng.choice(self.language.region))
