import{b as a}from"./shared-5VEANDFO.js";import"./shared-ASP2VY3Q.js";export{a as initialize};
