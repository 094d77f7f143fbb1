/*
 * teaching_column.c
 *	  Columns whose names say that they teach nothing of where places are.
 */
#include <stddef.h>
#include <string.h>

#include "core/text/teaching_column.h"

/*
 * As folded names have them: these are found within words, too, which are
 * joined in many languages, and by those who write all in one.
 */
static const char *const parts_of_areas[] = {
	/* addresses, where somebody lives */
	"address", "adres", "addr", "direccion", "direcao", "endereco", "morada",
	"domicil", "indirizz", "strasse", "hausnummer", "calle", "osoite",
	"cimzett", "ulice", "ulica", "household", "u5730u5740", "u4f4fu5740",
	"u4f4fu6240", "uc8fcuc18c",
	/* codes of post */
	"postcode", "post_code", "postal", "zipcode", "postleit", "postnummer",
	"postinumero", "pocztow", "u90aeu7f16", "u90f5u7de8", "u90f5u4fbf",
	"uc6b0ud3b8",
	/* parts of a city */
	"area", "district", "distrito", "distretto", "distrikt", "neighbor",
	"neighbour", "borough", "municip", "suburb", "precinct", "parish",
	"county", "province", "quarter", "quartier", "quartiere", "barrio",
	"bairro", "bezirk", "stadtteil", "ortsteil", "gemeinde", "viertel",
	"kommun", "gmina", "dzielnic", "okres", "obvod", "arrondissement",
	"commune", "comune", "concelho", "freguesia", "alcaldia", "colonia",
	"delegacion", "localidad", "comarca", "provincia", "wijk", "buurt",
	"gemeente", "stadsdel", "stadsdeel", "bydel", "kaupunginosa", "kunta",
	"rayon", "raion", "okrug", "zone", "zona", "gebiet", "census", "tract",
	"sector", "hexagon", "geofence", "u533au57df", "u5340u57df", "u884cu653f",
	"u533a", "u5340", "ud589uc815", "uad6cuc5ed", NULL};

/* These are too short for that, and stand alone. */
static const char *const words_of_areas[] = {
	"zip",	"plz",	"cap",	"cp",	"cep",	  "psc",   "taz",
	"nta",	"puma", "rue",	"via",	"ulitsa", "dom",   "adr",
	"gata", "katu", "nuts", "lau",	"ward",	  "msoa",  "lsoa",
	"oa",	"kiez", "obec", "cell", "grid",	  "block", NULL};

static const char *const middles[] = {
	"centroid",	   "zentroid",	 "sentroid",	"tsentroid",
	"baricent",	   "barycent",	 "keskipiste",	"schwerpunkt",
	"mittelpunkt", "tyngdpunkt", "zwaartepunt", "teziste",
	"u8d28u5fc3",  "u91cdu5fc3", "u4e2du5fc3",	NULL};

static bool
has_part(const char *words, const char *const *parts)
{
	for (; *parts != NULL; parts++)
		if (strstr(words, *parts) != NULL)
			return true;
	return false;
}

/* A word between '_', with or without a number at its end. */
static bool
has_word(const char *words, const char *const *list)
{
	while (*words != '\0')
	{
		size_t len = strcspn(words, "_");
		size_t letters = len;

		while (letters > 0 && strchr("0123456789", words[letters - 1]) != NULL)
			letters--;
		for (const char *const *word = list; *word != NULL; word++)
			if (strlen(*word) == letters && memcmp(*word, words, letters) == 0)
				return true;
		words += len;
		words += strspn(words, "_");
	}
	return false;
}

bool
tg_column_names_places(const char *words)
{
	return !has_part(words, parts_of_areas) &&
		   !has_word(words, words_of_areas);
}

bool
tg_column_locates_places(const char *words)
{
	return !has_part(words, middles);
}
