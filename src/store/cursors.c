/*
 * cursors.c
 *	  Cursors that code of others opens or closes in a session.
 *
 * The server keeps a memory context for each portal, below one of a known
 * name.  A portal that was seen has a callback there, which does nothing but
 * carry the number that tells it from all others, of the same name too.
 */
#include "compat.h"

#include "nodes/memnodes.h"
#include "utils/memutils.h"
#include "utils/portal.h"

#include "store/cursors.h"

typedef struct CursorTag
{
	MemoryContextCallback callback;
	uint64 number;
} CursorTag;

static uint64 last_number;

/* What tells our callback from others. */
static void
portal_ends(void *arg)
{
}

static MemoryContext
all_portals(void)
{
	static MemoryContext portals;

	for (MemoryContext context = TopMemoryContext->firstchild;
		 portals == NULL && context != NULL; context = context->nextchild)
		if (strcmp(context->name, "TopPortalContext") == 0)
			portals = context;
	if (portals == NULL)
		elog(ERROR, "could not find the cursors of the session");
	return portals;
}

/* The number of a portal that was seen before, or else 0. */
static uint64
number_of(MemoryContext portal)
{
	for (MemoryContextCallback *callback = portal->reset_cbs; callback != NULL;
		 callback = callback->next)
		if (callback->func == portal_ends)
			return ((CursorTag *) callback->arg)->number;
	return 0;
}

CursorMark
cursors_note(void)
{
	CursorMark mark = {0, 0};

	for (MemoryContext portal = all_portals()->firstchild; portal != NULL;
		 portal = portal->nextchild)
	{
		mark.count++;
		if (number_of(portal) == 0)
		{
			CursorTag *tag = MemoryContextAlloc(portal, sizeof *tag);

			tag->number = ++last_number;
			tag->callback.func = portal_ends;
			tag->callback.arg = tag;
			MemoryContextRegisterResetCallback(portal, &tag->callback);
		}
	}
	mark.last = last_number;
	return mark;
}

/* Close a cursor, unless a statement is running it. */
static void
close_cursor(const char *name)
{
	Portal portal = GetPortalByName(name);

	if (!PortalIsValid(portal) || portal->status == PORTAL_ACTIVE)
		return;
	if (portal->portalPinned)
		UnpinPortal(portal);
	PortalDrop(portal, false);
}

void
cursors_restore(CursorMark mark)
{
	MemoryContext next;
	int count = 0;

	for (MemoryContext portal = all_portals()->firstchild; portal != NULL;
		 portal = next)
	{
		uint64 number = number_of(portal);

		next = portal->nextchild;
		if (number != 0 && number <= mark.last)
			count++;
		else
			close_cursor(portal->ident);
	}
	if (count < mark.count)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_CURSOR_STATE),
				 errmsg("a cursor of the session was closed by code of the "
						"store's owner")));
}
