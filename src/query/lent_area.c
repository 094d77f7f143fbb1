/*
 * lent_area.c
 *	  Areas that filters of this process lend to each other, by number.
 */
#include "compat.h"

#include "lib/ilist.h"
#include "utils/memutils.h"

#include "query/lent_area.h"

typedef struct Loan
{
	dlist_node node;
	uint64 number; /* never given twice */
	const TgArea *area;
	MemoryContextCallback end;
} Loan;

static dlist_head loans = DLIST_STATIC_INIT(loans); /* newest first */
static uint64 last_number = 0;

static void
end_loan(void *loan)
{
	dlist_delete(&((Loan *) loan)->node);
}

uint64
area_lend(const TgArea *area, MemoryContext context)
{
	Loan *loan = MemoryContextAllocZero(context, sizeof *loan);

	loan->number = ++last_number;
	loan->area = area;
	loan->end.func = end_loan;
	loan->end.arg = loan;
	MemoryContextRegisterResetCallback(context, &loan->end);
	dlist_push_head(&loans, &loan->node);
	return loan->number;
}

const TgArea *
area_lent(uint64 number)
{
	dlist_iter iter;

	dlist_foreach(iter, &loans)
	{
		const Loan *loan = dlist_container(Loan, node, iter.cur);

		if (loan->number == number)
			return loan->area;
	}
	return NULL;
}
