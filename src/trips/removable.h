/*
 * removable.h
 *	  Whether what a load commits could be removed again.
 */
#ifndef TG_TRIPS_REMOVABLE_H
#define TG_TRIPS_REMOVABLE_H

#include "postgres.h"

#include "store/store.h"

/*
 * Raise an error if a publication keeps a load that commits in parts from
 * being taken back.
 */
extern void store_check_removable(const Store *store);

#endif /* TG_TRIPS_REMOVABLE_H */
