\echo Use "CREATE EXTENSION tripgrid CASCADE" to load this file. \quit

