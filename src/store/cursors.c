/*
 * cursors.c
 *	  Cursors, while code of others runs in a session.
 *
 * The server keeps a memory context for each portal, below one of a known
 * name.  A portal that was seen has a callback there, which does nothing but
 * carry what we know of it.
 *
 * A portal that is said to be active can neither be run nor dropped, by
 * whatever name or way; so that is said of one that is held.  An error takes
 * it back.
 */
#include "compat.h"

#include "access/xact.h"
#include "nodes/memnodes.h"
#include "utils/memutils.h"

#include "store/cursors.h"

typedef struct CursorTag
{
	MemoryContextCallback callback;
	uint64 number;		  /* that tells it from others of the same name */
	CursorMark mark;	  /* that it is held since; 0: it is not */
	SubTransactionId sub; /* that it is held in */
} CursorTag;

/* The mark of those that are ours. */
#define OURS UINT64_MAX

/* Of portals and of marks: later ones have greater numbers. */
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

static CursorTag *
make_tag(MemoryContext portal)
{
	CursorTag *tag = tag_of(portal);

	if (tag != NULL)
		return tag;
	tag = MemoryContextAllocZero(portal, sizeof *tag);
	tag->number = ++last_number;
	tag->callback.func = portal_ends;
	tag->callback.arg = tag;
	MemoryContextRegisterResetCallback(portal, &tag->callback);
	return tag;
}

static void
hold(Portal portal, CursorTag *tag, CursorMark mark)
{
	portal->status = PORTAL_ACTIVE;
	tag->mark = mark;
	tag->sub = GetCurrentSubTransactionId();
}

static void
let_go(Portal portal, CursorTag *tag)
{
	tag->mark = 0;
	portal->status = PORTAL_READY;
}

/* After an error those that were held in what has failed are as before. */
static void
sub_ends(SubXactEvent event, SubTransactionId sub, SubTransactionId parent,
		 void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB && event != SUBXACT_EVENT_COMMIT_SUB)
		return;
	for (MemoryContext context = all_portals()->firstchild; context != NULL;
		 context = context->nextchild)
	{
		CursorTag *tag = tag_of(context);
		Portal portal;

		if (tag == NULL || tag->mark == 0 || tag->sub != sub)
			continue;
		portal = GetPortalByName(context->ident);
		if (event == SUBXACT_EVENT_COMMIT_SUB)
			tag->sub = parent;
		else if (PortalIsValid(portal) && portal->status == PORTAL_ACTIVE)
			let_go(portal, tag);
	}
}

/*
 * The server has passed those over that seemed to be active when it ended what
 * a transaction had open, but for what it does to all.
 */
static void
transaction_ends(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_ABORT)
		return;
	for (MemoryContext context = all_portals()->firstchild; context != NULL;
		 context = context->nextchild)
	{
		CursorTag *tag = tag_of(context);
		Portal portal;

		if (tag == NULL || tag->mark == 0)
			continue;
		portal = GetPortalByName(context->ident);
		tag->mark = 0;
		if (PortalIsValid(portal) && portal->status == PORTAL_ACTIVE)
			portal->status = portal->createSubid == InvalidSubTransactionId
								 ? PORTAL_READY
								 : PORTAL_FAILED;
	}
}

static void
watch_errors(void)
{
	static bool watched;

	if (watched)
		return;
	RegisterSubXactCallback(sub_ends, NULL);
	RegisterXactCallback(transaction_ends, NULL);
	watched = true;
}

CursorMark
cursors_hold(void)
{
	CursorMark mark;

	watch_errors();
	for (MemoryContext context = all_portals()->firstchild; context != NULL;
		 context = context->nextchild)
		(void) make_tag(context);
	mark = ++last_number;
	for (MemoryContext context = all_portals()->firstchild; context != NULL;
		 context = context->nextchild)
	{
		Portal portal = GetPortalByName(context->ident);

		if (PortalIsValid(portal) && portal->status == PORTAL_READY)
			hold(portal, tag_of(context), mark);
	}
	return mark;
}

/* Close a cursor, unless a statement is running it. */
static void
close_cursor(Portal portal)
{
	if (portal->status == PORTAL_ACTIVE)
		return;
	if (portal->portalPinned)
		UnpinPortal(portal);
	PortalDrop(portal, false);
}

void
cursors_release(CursorMark mark)
{
	MemoryContext next;

	for (MemoryContext context = all_portals()->firstchild; context != NULL;
		 context = next)
	{
		CursorTag *tag = tag_of(context);
		Portal portal = GetPortalByName(context->ident);

		next = context->nextchild;
		if (!PortalIsValid(portal))
			continue;
		if (tag == NULL || tag->number > mark)
			close_cursor(portal);
		else if (tag->mark == mark)
			let_go(portal, tag);
	}
}

Portal
cursor_open(SPIPlanPtr plan, Datum *values, bool read_only)
{
	Portal portal = SPI_cursor_open(NULL, plan, values, NULL, read_only);

	watch_errors();
	hold(portal, make_tag(portal->portalContext), OURS);
	return portal;
}

void
cursor_fetch(Portal portal, long rows)
{
	CursorTag *tag = tag_of(portal->portalContext);

	let_go(portal, tag);
	SPI_cursor_fetch(portal, true, rows);
	hold(portal, tag, OURS);
}

void
cursor_close(Portal portal)
{
	let_go(portal, tag_of(portal->portalContext));
	SPI_cursor_close(portal);
}
