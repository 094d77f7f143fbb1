/*
 * cursors.c
 *	  Cursors that code of others opens, moves or closes in a session.
 *
 * The server keeps a memory context for each portal, below one of a known
 * name.  A portal that was seen has a callback there, which does nothing but
 * carry the number that tells it from all others, of the same name too, and
 * where the portal was.
 */
#include "compat.h"

#include "executor/spi.h"
#include "nodes/memnodes.h"
#include "utils/memutils.h"
#include "utils/portal.h"

#include "store/cursors.h"

typedef struct CursorTag
{
	MemoryContextCallback callback;
	uint64 number;
	uint64 position;
	bool at_start;
	bool at_end;
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

/* The tag of a portal that was seen before, or else null. */
static CursorTag *
tag_of(MemoryContext portal)
{
	for (MemoryContextCallback *callback = portal->reset_cbs; callback != NULL;
		 callback = callback->next)
		if (callback->func == portal_ends)
			return callback->arg;
	return NULL;
}

/* Note where a portal is; one that is not told any more is nowhere. */
static void
note_position(CursorTag *tag, const char *name)
{
	Portal portal = GetPortalByName(name);

	tag->position = PortalIsValid(portal) ? portal->portalPos : 0;
	tag->at_start = PortalIsValid(portal) && portal->atStart;
	tag->at_end = PortalIsValid(portal) && portal->atEnd;
}

static bool
has_moved(const CursorTag *tag, const char *name)
{
	CursorTag now;

	note_position(&now, name);
	return now.position != tag->position || now.at_start != tag->at_start ||
		   now.at_end != tag->at_end;
}

void
cursor_fetch(Portal portal, long rows)
{
	CursorTag *tag;

	SPI_cursor_fetch(portal, true, rows);
	tag = tag_of(portal->portalContext);
	if (tag != NULL)
		note_position(tag, portal->name);
}

CursorMark
cursors_note(void)
{
	CursorMark mark = {0, 0};

	for (MemoryContext portal = all_portals()->firstchild; portal != NULL;
		 portal = portal->nextchild)
	{
		CursorTag *tag = tag_of(portal);

		mark.count++;
		if (tag == NULL)
		{
			tag = MemoryContextAlloc(portal, sizeof *tag);
			tag->number = ++last_number;
			tag->callback.func = portal_ends;
			tag->callback.arg = tag;
			MemoryContextRegisterResetCallback(portal, &tag->callback);
		}
		note_position(tag, portal->ident);
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
	bool moved = false;

	for (MemoryContext portal = all_portals()->firstchild; portal != NULL;
		 portal = next)
	{
		const CursorTag *tag = tag_of(portal);

		next = portal->nextchild;
		if (tag == NULL || tag->number > mark.last)
		{
			close_cursor(portal->ident);
			continue;
		}
		count++;
		moved |= has_moved(tag, portal->ident);
	}
	if (count < mark.count || moved)
		ereport(ERROR, (errcode(ERRCODE_INVALID_CURSOR_STATE),
						errmsg("a cursor of the session was %s by code of the "
							   "store's owner",
							   moved ? "moved" : "closed")));
}
