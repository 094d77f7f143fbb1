/*
 * encoding_name.h
 *	  Names of encodings as people and libraries write them.
 */
#ifndef TG_CORE_TEXT_ENCODING_NAME_H
#define TG_CORE_TEXT_ENCODING_NAME_H

/*
 * The server's name of an encoding that it knows under another ("cp1252",
 * "ms949", "gb2312"), NULL if that is none of these.  Case and all that is no
 * letter or digit do not count.
 */
extern const char *tg_encoding_name(const char *name);

#endif /* TG_CORE_TEXT_ENCODING_NAME_H */
